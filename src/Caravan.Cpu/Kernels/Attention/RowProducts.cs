// Rows of a cache with elements side by side: converted, or weighted and added.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>What is done with values as they lie in the cache.</summary>
internal static unsafe class RowProducts<TVector, TOperations, TFormat>
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
    where TFormat : ICacheFormat<TVector>
{
    private const int Size = AttentionTile.Size;
    private const int LineBytes = 64;

    // Rows between two looks at what is fetched ahead.
    private const int RowsPerFetch = 4;

    /// <summary>
    /// Adds two vectors of each row, weighted for each query: with four queries eight independent chains, as many as hide the
    /// latency of a multiply-add.
    /// </summary>
    /// <param name="elements">The first row's.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="weights">A weight for each row, <see cref="AttentionTile.Size"/> floats from query to query.</param>
    /// <param name="sums">Two vectors of each query.</param>
    /// <param name="sumStride">Floats from one query's sums to the next.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="found">Notes what cannot be converted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddTwoVectors<TCount>(
        byte* elements,
        nint rowStride,
        int rows,
        float* weights,
        float* sums,
        nint sumStride,
        ref RowFetcher ahead,
        ref TVector found
    )
        where TCount : ISmallCount
    {
        int lanes = TOperations.Lanes;
        TVector seen = found;
        TVector a0 = TOperations.Load(sums);
        TVector b0 = TOperations.Load(sums + lanes);
        TVector a1 = default;
        TVector b1 = default;
        TVector a2 = default;
        TVector b2 = default;
        TVector a3 = default;
        TVector b3 = default;
        if (TCount.Value > 1)
        {
            a1 = TOperations.Load(sums + sumStride);
            b1 = TOperations.Load(sums + sumStride + lanes);
        }

        if (TCount.Value > 2)
        {
            a2 = TOperations.Load(sums + 2 * sumStride);
            b2 = TOperations.Load(sums + 2 * sumStride + lanes);
        }

        if (TCount.Value > 3)
        {
            a3 = TOperations.Load(sums + 3 * sumStride);
            b3 = TOperations.Load(sums + 3 * sumStride + lanes);
        }

        float* w1 = weights + Size;
        float* w2 = w1 + Size;
        float* w3 = w2 + Size;
        for (nint i = 0; i < rows; i++, elements += rowStride)
        {
            if (i % RowsPerFetch == 0)
            {
                ahead.Fetch(RowsPerFetch * 2 * TFormat.VectorBytes / LineBytes);
            }

            seen = TFormat.ExamineTwo(seen, elements);
            TVector a = TFormat.Vector(elements);
            TVector b = TFormat.Vector(elements + TFormat.VectorBytes);
            TVector factor = TOperations.Broadcast(weights[i]);
            a0 = TOperations.MultiplyAdd(a, factor, a0);
            b0 = TOperations.MultiplyAdd(b, factor, b0);
            if (TCount.Value > 1)
            {
                factor = TOperations.Broadcast(w1[i]);
                a1 = TOperations.MultiplyAdd(a, factor, a1);
                b1 = TOperations.MultiplyAdd(b, factor, b1);
            }

            if (TCount.Value > 2)
            {
                factor = TOperations.Broadcast(w2[i]);
                a2 = TOperations.MultiplyAdd(a, factor, a2);
                b2 = TOperations.MultiplyAdd(b, factor, b2);
            }

            if (TCount.Value > 3)
            {
                factor = TOperations.Broadcast(w3[i]);
                a3 = TOperations.MultiplyAdd(a, factor, a3);
                b3 = TOperations.MultiplyAdd(b, factor, b3);
            }
        }

        found = seen;
        TOperations.Store(a0, sums);
        TOperations.Store(b0, sums + lanes);
        if (TCount.Value > 1)
        {
            TOperations.Store(a1, sums + sumStride);
            TOperations.Store(b1, sums + sumStride + lanes);
        }

        if (TCount.Value > 2)
        {
            TOperations.Store(a2, sums + 2 * sumStride);
            TOperations.Store(b2, sums + 2 * sumStride + lanes);
        }

        if (TCount.Value > 3)
        {
            TOperations.Store(a3, sums + 3 * sumStride);
            TOperations.Store(b3, sums + 3 * sumStride + lanes);
        }
    }

    /// <summary>Converts whole vectors of a row side by side.</summary>
    /// <param name="row">The first of them.</param>
    /// <param name="count">Elements, whole vectors.</param>
    /// <param name="destination">Receives them.</param>
    /// <param name="found">Notes what cannot be converted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Read(byte* row, int count, float* destination, ref TVector found)
    {
        int lanes = TOperations.Lanes;
        TVector seen = found;
        for (int i = 0; i < count; i += 2 * lanes, row += 2 * TFormat.VectorBytes)
        {
            seen = TFormat.ExamineTwo(seen, row);
            TOperations.Store(TFormat.Vector(row), destination + i);
            if (i + lanes < count)
            {
                TOperations.Store(TFormat.Vector(row + TFormat.VectorBytes), destination + i + lanes);
            }
        }

        found = seen;
    }
}
