// What becomes of transposed words of a cache.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>Elements of 32-bit words of a vector of rows: stored, or multiplied by elements of queries.</summary>
internal static unsafe class ColumnProducts<TVector, TOperations, TFormat>
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
    where TFormat : ICacheFormat<TVector>
{
    /// <summary>Stores the elements of the words of one chunk, <see cref="AttentionTile.Size"/> floats apart.</summary>
    /// <param name="words">As many vectors as there are lanes.</param>
    /// <param name="destination">Where the first element goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Store(float* words, float* destination)
    {
        for (int word = 0; word < TOperations.Lanes; word++)
        {
            TVector bits = TOperations.Load(words + word * TOperations.Lanes);
            TOperations.Store(TFormat.Element(bits, 0), destination);
            if (TFormat.WordElements > 1)
            {
                TOperations.Store(TFormat.Element(bits, 1), destination + AttentionTile.Size);
            }

            destination += TFormat.WordElements * AttentionTile.Size;
        }
    }

    /// <summary>Multiplies the elements of words, one after another, by those of each query.</summary>
    /// <param name="words">Vectors of words.</param>
    /// <param name="count">Words of a row, a multiple of 8.</param>
    /// <param name="queries">Elements of each query.</param>
    /// <param name="queryStride">Floats from one query to the next.</param>
    /// <param name="scores">Receives a vector for each query, <see cref="AttentionTile.Size"/> floats apart.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<TCount>(float* words, int count, float* queries, nint queryStride, float* scores)
        where TCount : ISmallCount
    {
        TVector s0 = default;
        TVector s1 = default;
        TVector s2 = default;
        TVector s3 = default;
        float* q1 = queries + queryStride;
        float* q2 = q1 + queryStride;
        float* q3 = q2 + queryStride;
        nint i = 0;
        for (int word = 0; word < count; word++, words += TOperations.Lanes)
        {
            TVector bits = TOperations.Load(words);
            TVector element = TFormat.Element(bits, 0);
            s0 = TOperations.MultiplyAdd(element, TOperations.Broadcast(queries[i]), s0);
            s1 = TCount.Value > 1 ? TOperations.MultiplyAdd(element, TOperations.Broadcast(q1[i]), s1) : s1;
            s2 = TCount.Value > 2 ? TOperations.MultiplyAdd(element, TOperations.Broadcast(q2[i]), s2) : s2;
            s3 = TCount.Value > 3 ? TOperations.MultiplyAdd(element, TOperations.Broadcast(q3[i]), s3) : s3;
            if (TFormat.WordElements > 1)
            {
                element = TFormat.Element(bits, 1);
                s0 = TOperations.MultiplyAdd(element, TOperations.Broadcast(queries[i + 1]), s0);
                s1 = TCount.Value > 1 ? TOperations.MultiplyAdd(element, TOperations.Broadcast(q1[i + 1]), s1) : s1;
                s2 = TCount.Value > 2 ? TOperations.MultiplyAdd(element, TOperations.Broadcast(q2[i + 1]), s2) : s2;
                s3 = TCount.Value > 3 ? TOperations.MultiplyAdd(element, TOperations.Broadcast(q3[i + 1]), s3) : s3;
            }

            i += TFormat.WordElements;
        }

        TOperations.Store(s0, scores);
        if (TCount.Value > 1)
        {
            TOperations.Store(s1, scores + AttentionTile.Size);
        }

        if (TCount.Value > 2)
        {
            TOperations.Store(s2, scores + 2 * AttentionTile.Size);
        }

        if (TCount.Value > 3)
        {
            TOperations.Store(s3, scores + 3 * AttentionTile.Size);
        }
    }
}
