// Products with tiles of words at one vector width.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>Products over vectors of 8 or 16 pairs.</summary>
internal sealed unsafe class VectorWordProducts<TVector, TOperations> : WordProducts
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    private const int Size = AttentionTile.Size;

    // Lanes of pairs in half a block of values.
    private const int HalfBlock = WordTile.BlockElements / 2;

    /// <inheritdoc/>
    internal override void MultiplyKeys(
        short* queries,
        nint queryStride,
        int count,
        short* words,
        float* scales,
        int blocks,
        float* scores
    )
    {
        for (; count > 0; count -= SmallCounts.Most)
        {
            for (int i = 0; i < Size; i += 2 * TOperations.Lanes)
            {
                float* pairs = (float*)words + i;
                switch (count)
                {
                    case 1:
                        Multiply<SmallCounts.One>(queries, queryStride, pairs, scales + i, blocks, scores + i);
                        break;
                    case 2:
                        Multiply<SmallCounts.Two>(queries, queryStride, pairs, scales + i, blocks, scores + i);
                        break;
                    case 3:
                        Multiply<SmallCounts.Three>(queries, queryStride, pairs, scales + i, blocks, scores + i);
                        break;
                    default:
                        Multiply<SmallCounts.Four>(queries, queryStride, pairs, scales + i, blocks, scores + i);
                        break;
                }
            }

            queries += SmallCounts.Most * queryStride;
            scores += SmallCounts.Most * Size;
        }
    }

    /// <inheritdoc/>
    internal override void AddValues(
        short* weights,
        float* units,
        int count,
        short* words,
        int blocks,
        int rows,
        float* sums,
        nint sumStride
    )
    {
        nint pairStride = (nint)blocks * WordTile.BlockElements;
        int pairs = (rows + 1) / 2;
        float* place = (float*)words;
        for (int block = 0; block < blocks; block++)
        {
            for (int half = 0; half < HalfBlock; half += TOperations.Lanes)
            {
                float* part = place + half;
                float* factors = (float*)weights;
                switch (count)
                {
                    case 1:
                        Add<SmallCounts.One>(factors, units, part, pairStride, pairs, sums, sumStride);
                        break;
                    case 2:
                        Add<SmallCounts.Two>(factors, units, part, pairStride, pairs, sums, sumStride);
                        break;
                    case 3:
                        Add<SmallCounts.Three>(factors, units, part, pairStride, pairs, sums, sumStride);
                        break;
                    default:
                        Add<SmallCounts.Four>(factors, units, part, pairStride, pairs, sums, sumStride);
                        break;
                }

                sums += 2 * TOperations.Lanes;
            }

            place += WordTile.BlockElements;
            weights += count * Size;
            units += count;
        }
    }

    /// <inheritdoc/>
    internal override void QuantizeWeights(
        float* weights,
        int count,
        float* scales,
        int blocks,
        short* words,
        float* units
    ) =>
        WordWeights<TVector, TOperations>.Quantize(
            weights,
            count,
            scales,
            blocks,
            WordScales.AreSpecial(blocks, scales),
            words,
            units
        );

    // Two vectors of positions for up to four queries.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TCount>(
        short* queries,
        nint queryStride,
        float* pairs,
        float* scales,
        int blocks,
        float* scores
    )
        where TCount : ISmallCount
    {
        int lanes = TOperations.Lanes;
        float* q0 = (float*)queries;
        float* q1 = (float*)(queries + queryStride);
        float* q2 = (float*)(queries + (2 * queryStride));
        float* q3 = (float*)(queries + (3 * queryStride));
        for (int block = 0; block < blocks; block++, scales += Size)
        {
            TVector a0 = default;
            TVector b0 = default;
            TVector a1 = default;
            TVector b1 = default;
            TVector a2 = default;
            TVector b2 = default;
            TVector a3 = default;
            TVector b3 = default;
            for (nint i = 0; i < WordTile.BlockElements / 2; i++, pairs += Size)
            {
                TVector a = TOperations.Load(pairs);
                TVector b = TOperations.Load(pairs + lanes);
                TVector query = TOperations.Broadcast(q0[i]);
                a0 = TOperations.AddPairProducts(a0, a, query);
                b0 = TOperations.AddPairProducts(b0, b, query);
                if (TCount.Value > 1)
                {
                    query = TOperations.Broadcast(q1[i]);
                    a1 = TOperations.AddPairProducts(a1, a, query);
                    b1 = TOperations.AddPairProducts(b1, b, query);
                }

                if (TCount.Value > 2)
                {
                    query = TOperations.Broadcast(q2[i]);
                    a2 = TOperations.AddPairProducts(a2, a, query);
                    b2 = TOperations.AddPairProducts(b2, b, query);
                }

                if (TCount.Value > 3)
                {
                    query = TOperations.Broadcast(q3[i]);
                    a3 = TOperations.AddPairProducts(a3, a, query);
                    b3 = TOperations.AddPairProducts(b3, b, query);
                }
            }

            q0 += WordTile.BlockElements / 2;
            q1 += WordTile.BlockElements / 2;
            q2 += WordTile.BlockElements / 2;
            q3 += WordTile.BlockElements / 2;
            TVector scaleA = TOperations.Load(scales);
            TVector scaleB = TOperations.Load(scales + lanes);
            AddScaled(a0, scaleA, scores, block > 0);
            AddScaled(b0, scaleB, scores + lanes, block > 0);
            if (TCount.Value > 1)
            {
                AddScaled(a1, scaleA, scores + Size, block > 0);
                AddScaled(b1, scaleB, scores + Size + lanes, block > 0);
            }

            if (TCount.Value > 2)
            {
                AddScaled(a2, scaleA, scores + (2 * Size), block > 0);
                AddScaled(b2, scaleB, scores + (2 * Size) + lanes, block > 0);
            }

            if (TCount.Value > 3)
            {
                AddScaled(a3, scaleA, scores + (3 * Size), block > 0);
                AddScaled(b3, scaleB, scores + (3 * Size) + lanes, block > 0);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(TVector integers, TVector scale, float* place, bool accumulate)
    {
        TVector before = accumulate ? TOperations.Load(place) : default;
        TOperations.Store(TOperations.MultiplyAdd(TOperations.FromIntegers(integers), scale, before), place);
    }

    // Two vectors of a block's elements for up to four queries.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TCount>(
        float* factors,
        float* units,
        float* words,
        nint pairStride,
        int pairs,
        float* sums,
        nint sumStride
    )
        where TCount : ISmallCount
    {
        TVector a0 = default;
        TVector b0 = default;
        TVector a1 = default;
        TVector b1 = default;
        TVector a2 = default;
        TVector b2 = default;
        TVector a3 = default;
        TVector b3 = default;
        float* f1 = factors + (Size / 2);
        float* f2 = f1 + (Size / 2);
        float* f3 = f2 + (Size / 2);
        for (nint i = 0; i < pairs; i++, words += pairStride)
        {
            TVector a = TOperations.Load(words);
            TVector b = TOperations.Load(words + HalfBlock);
            TVector factor = TOperations.Broadcast(factors[i]);
            a0 = TOperations.AddPairProducts(a0, a, factor);
            b0 = TOperations.AddPairProducts(b0, b, factor);
            if (TCount.Value > 1)
            {
                factor = TOperations.Broadcast(f1[i]);
                a1 = TOperations.AddPairProducts(a1, a, factor);
                b1 = TOperations.AddPairProducts(b1, b, factor);
            }

            if (TCount.Value > 2)
            {
                factor = TOperations.Broadcast(f2[i]);
                a2 = TOperations.AddPairProducts(a2, a, factor);
                b2 = TOperations.AddPairProducts(b2, b, factor);
            }

            if (TCount.Value > 3)
            {
                factor = TOperations.Broadcast(f3[i]);
                a3 = TOperations.AddPairProducts(a3, a, factor);
                b3 = TOperations.AddPairProducts(b3, b, factor);
            }
        }

        AddInOrder(a0, b0, units[0], sums);
        if (TCount.Value > 1)
        {
            AddInOrder(a1, b1, units[1], sums + sumStride);
        }

        if (TCount.Value > 2)
        {
            AddInOrder(a2, b2, units[2], sums + (2 * sumStride));
        }

        if (TCount.Value > 3)
        {
            AddInOrder(a3, b3, units[3], sums + (3 * sumStride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddInOrder(TVector low, TVector high, float unit, float* sums)
    {
        TOperations.InOrder(low, high, out TVector first, out TVector second);
        TVector units = TOperations.Broadcast(unit);
        AddScaled(first, units, sums, accumulate: true);
        AddScaled(second, units, sums + TOperations.Lanes, accumulate: true);
    }
}
