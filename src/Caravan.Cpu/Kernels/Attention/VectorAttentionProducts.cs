// The arithmetic of a segment at one vector width.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>Products of attention over vectors of 8 or 16 lanes.</summary>
internal sealed unsafe class VectorAttentionProducts<TVector, TOperations> : AttentionProducts
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    private const int Size = AttentionTile.Size;
    private const ushort NegativeInfinityHalf = 0xFC00;

    /// <inheritdoc/>
    internal override void Multiply(
        float* factors,
        nint factorStride,
        int rows,
        float* tile,
        int depth,
        int columns,
        float* results,
        nint resultStride,
        bool accumulate
    )
    {
        int two = 2 * TOperations.Lanes;
        int row = 0;
        for (; row + 4 <= rows; row += 4, factors += 4 * factorStride, results += 4 * resultStride)
        {
            for (int column = 0; column < columns; column += two)
            {
                FourRows(factors, factorStride, tile + column, depth, results + column, resultStride, accumulate);
            }
        }

        for (; row < rows; row++, factors += factorStride, results += resultStride)
        {
            int column = 0;
            for (; column + 2 * two <= columns; column += 2 * two)
            {
                OneRow(factors, tile + column, depth, results + column, accumulate);
            }

            for (; column < columns; column += two)
            {
                OneNarrowRow(factors, tile + column, depth, results + column, accumulate);
            }
        }
    }

    /// <inheritdoc/>
    internal override float Mask(float* scores, int length, ushort* mask, float slope, float scale, float softCap)
    {
        if (softCap != 0)
        {
            Cap(scores, scale, softCap);
            scale = 1;
        }

        if (length < Size)
        {
            return MaskShort(scores, length, mask, slope, scale);
        }

        return mask == null ? Scale(scores, scale) : MaskWhole(scores, mask, slope, scale);
    }

    // Scales a whole segment and finds its largest score.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Scale(float* scores, float scale)
    {
        TVector factor = TOperations.Broadcast(scale);
        TVector largest = TOperations.Broadcast(float.NegativeInfinity);
        for (int i = 0; i < Size; i += TOperations.Lanes)
        {
            TVector score = TOperations.Multiply(TOperations.Load(scores + i), factor);
            TOperations.Store(score, scores + i);
            largest = TOperations.Max(score, largest);
        }

        return TOperations.LargestOf(largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MaskWhole(float* scores, ushort* mask, float slope, float scale)
    {
        TVector factor = TOperations.Broadcast(scale);
        TVector slopes = TOperations.Broadcast(slope);
        TVector largest = TOperations.Broadcast(float.NegativeInfinity);
        for (int i = 0; i < Size; i += TOperations.Lanes)
        {
            TVector score = TOperations.Multiply(TOperations.Load(scores + i), factor);
            score = TOperations.AddMask(score, TOperations.FromHalves(mask + i), slopes);
            TOperations.Store(score, scores + i);
            largest = TOperations.Max(score, largest);
        }

        return TOperations.LargestOf(largest);
    }

    // The mask has no elements beyond the length, and scores there may be anything.
    private static float MaskShort(float* scores, int length, ushort* mask, float slope, float scale)
    {
        ushort* whole = stackalloc ushort[Size];
        Span<ushort> elements = new(whole, Size);
        elements[length..].Fill(NegativeInfinityHalf);
        if (mask == null)
        {
            elements[..length].Clear();
        }
        else
        {
            new ReadOnlySpan<ushort>(mask, length).CopyTo(elements);
        }

        return MaskWhole(scores, whole, slope, scale);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override float Exponentials(float* scores, float maximum)
    {
        TVector top = TOperations.Broadcast(-maximum);
        TVector lower = default;
        TVector upper = default;
        for (int i = 0; i < Size; i += 16)
        {
            TVector weights = TOperations.ExpOfNonPositive(TOperations.Add(TOperations.Load(scores + i), top));
            TOperations.Store(weights, scores + i);
            lower = TOperations.Add(lower, weights);
            if (TOperations.Lanes < 16)
            {
                weights = TOperations.ExpOfNonPositive(TOperations.Add(TOperations.Load(scores + i + 8), top));
                TOperations.Store(weights, scores + i + 8);
                upper = TOperations.Add(upper, weights);
            }
        }

        return TOperations.SumOf(lower, upper);
    }

    /// <inheritdoc/>
    internal override void Scale(float* values, int count, float factor)
    {
        TVector factors = TOperations.Broadcast(factor);
        for (int i = 0; i < count; i += TOperations.Lanes)
        {
            TOperations.Store(TOperations.Multiply(TOperations.Load(values + i), factors), values + i);
        }
    }

    /// <inheritdoc/>
    internal override void Blend(float* sums, float keep, float* others, float add, int count)
    {
        TVector keeps = TOperations.Broadcast(keep);
        TVector adds = TOperations.Broadcast(add);
        for (int i = 0; i < count; i += TOperations.Lanes)
        {
            TVector scaled = TOperations.Multiply(TOperations.Load(sums + i), keeps);
            TOperations.Store(TOperations.MultiplyAdd(TOperations.Load(others + i), adds, scaled), sums + i);
        }
    }

    // Four rows by two vectors: eight independent chains, as many as hide the latency of one multiply-add.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(
        float* factors,
        nint factorStride,
        float* tile,
        int depth,
        float* results,
        nint resultStride,
        bool accumulate
    )
    {
        int lanes = TOperations.Lanes;
        float* results2 = results + 2 * resultStride;
        TVector s00 = default;
        TVector s01 = default;
        TVector s10 = default;
        TVector s11 = default;
        TVector s20 = default;
        TVector s21 = default;
        TVector s30 = default;
        TVector s31 = default;
        if (accumulate)
        {
            s00 = TOperations.Load(results);
            s01 = TOperations.Load(results + lanes);
            s10 = TOperations.Load(results + resultStride);
            s11 = TOperations.Load(results + resultStride + lanes);
            s20 = TOperations.Load(results2);
            s21 = TOperations.Load(results2 + lanes);
            s30 = TOperations.Load(results2 + resultStride);
            s31 = TOperations.Load(results2 + resultStride + lanes);
        }

        float* f1 = factors + factorStride;
        float* f2 = f1 + factorStride;
        float* f3 = f2 + factorStride;
        for (nint i = 0; i < depth; i++, tile += Size)
        {
            TVector t0 = TOperations.Load(tile);
            TVector t1 = TOperations.Load(tile + lanes);
            TVector factor = TOperations.Broadcast(factors[i]);
            s00 = TOperations.MultiplyAdd(t0, factor, s00);
            s01 = TOperations.MultiplyAdd(t1, factor, s01);
            factor = TOperations.Broadcast(f1[i]);
            s10 = TOperations.MultiplyAdd(t0, factor, s10);
            s11 = TOperations.MultiplyAdd(t1, factor, s11);
            factor = TOperations.Broadcast(f2[i]);
            s20 = TOperations.MultiplyAdd(t0, factor, s20);
            s21 = TOperations.MultiplyAdd(t1, factor, s21);
            factor = TOperations.Broadcast(f3[i]);
            s30 = TOperations.MultiplyAdd(t0, factor, s30);
            s31 = TOperations.MultiplyAdd(t1, factor, s31);
        }

        TOperations.Store(s00, results);
        TOperations.Store(s01, results + lanes);
        TOperations.Store(s10, results + resultStride);
        TOperations.Store(s11, results + resultStride + lanes);
        TOperations.Store(s20, results2);
        TOperations.Store(s21, results2 + lanes);
        TOperations.Store(s30, results2 + resultStride);
        TOperations.Store(s31, results2 + resultStride + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(float* factors, float* tile, int depth, float* results, bool accumulate)
    {
        int lanes = TOperations.Lanes;
        TVector s0 = default;
        TVector s1 = default;
        TVector s2 = default;
        TVector s3 = default;
        if (accumulate)
        {
            s0 = TOperations.Load(results);
            s1 = TOperations.Load(results + lanes);
            s2 = TOperations.Load(results + 2 * lanes);
            s3 = TOperations.Load(results + 3 * lanes);
        }

        for (nint i = 0; i < depth; i++, tile += Size)
        {
            TVector factor = TOperations.Broadcast(factors[i]);
            s0 = TOperations.MultiplyAdd(TOperations.Load(tile), factor, s0);
            s1 = TOperations.MultiplyAdd(TOperations.Load(tile + lanes), factor, s1);
            s2 = TOperations.MultiplyAdd(TOperations.Load(tile + 2 * lanes), factor, s2);
            s3 = TOperations.MultiplyAdd(TOperations.Load(tile + 3 * lanes), factor, s3);
        }

        TOperations.Store(s0, results);
        TOperations.Store(s1, results + lanes);
        TOperations.Store(s2, results + 2 * lanes);
        TOperations.Store(s3, results + 3 * lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneNarrowRow(float* factors, float* tile, int depth, float* results, bool accumulate)
    {
        int lanes = TOperations.Lanes;
        TVector s0 = accumulate ? TOperations.Load(results) : default;
        TVector s1 = accumulate ? TOperations.Load(results + lanes) : default;
        for (nint i = 0; i < depth; i++, tile += Size)
        {
            TVector factor = TOperations.Broadcast(factors[i]);
            s0 = TOperations.MultiplyAdd(TOperations.Load(tile), factor, s0);
            s1 = TOperations.MultiplyAdd(TOperations.Load(tile + lanes), factor, s1);
        }

        TOperations.Store(s0, results);
        TOperations.Store(s1, results + lanes);
    }

    // softCap * tanh(score / softCap), eight at a time at every level.
    private static void Cap(float* scores, float scale, float softCap)
    {
        for (int i = 0; i < Size; i += Vector256<float>.Count)
        {
            Vector256<float> score = Vector256.Load(scores + i) * scale / softCap;
            (VectorMath.Tanh(score) * softCap).Store(scores + i);
        }
    }
}
