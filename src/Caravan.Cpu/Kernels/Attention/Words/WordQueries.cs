// Queries as words for products with keys of words.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// A query becomes words of 16 bits with one scale, a rounding some 250 times as fine as the key's own. The same at every
/// instruction-set level.
/// </summary>
internal static unsafe class WordQueries
{
    // Magnitudes below this are nothing; their reciprocals would have no place in a float.
    private const float Least = 1e-30f;

    // Adding it to a float of a magnitude below 2^22 leaves the nearest integer in its low bits.
    private const float Rounder = 12582912;

    /// <summary>Rounds a query to words, elements in the order of a <see cref="WordTile"/>'s pairs.</summary>
    /// <param name="query">Elements.</param>
    /// <param name="length">How many, a multiple of <see cref="WordTile.BlockElements"/>.</param>
    /// <param name="words">Receives as many words.</param>
    /// <returns>What a word counts: 0 where all are zero, NaN where an element is infinite or NaN.</returns>
    internal static float Quantize(float* query, int length, short* words)
    {
        Vector256<float> largest = default;
        Vector256<float> unfit = default;
        for (int i = 0; i < length; i += Vector256<float>.Count)
        {
            Vector256<float> elements = Vector256.Load(query + i);
            largest = Vector256.MaxNative(largest, Vector256.Abs(elements));
            unfit += elements * 0;
        }

        if (Vector256.Sum(unfit) != 0)
        {
            new Span<short>(words, length).Clear();
            return float.NaN;
        }

        float magnitude = AttentionVector256.LargestOf(largest);
        if (magnitude < Least)
        {
            new Span<short>(words, length).Clear();
            return 0;
        }

        Vector256<float> factor = Vector256.Create(WordTile.LargestWord / magnitude);
        for (int i = 0; i < length; i += Vector256<short>.Count)
        {
            Vector256<int> lower = Round(Vector256.Load(query + i) * factor);
            Vector256<int> upper = Round(Vector256.Load(query + i + Vector256<float>.Count) * factor);
            // Words 1 and 2 of each four change places.
            Vector256<ulong> quads = Vector256.Narrow(lower, upper).AsUInt64();
            Vector256<ulong> ordered =
                (quads & Vector256.Create(0xFFFF00000000FFFF))
                | ((quads & Vector256.Create(0x00000000FFFF0000ul)) << 16)
                | ((quads >> 16) & Vector256.Create(0x00000000FFFF0000ul));
            ordered.AsInt16().Store(words + i);
        }

        return magnitude / WordTile.LargestWord;
    }

    private static Vector256<int> Round(Vector256<float> elements)
    {
        Vector256<float> rounder = Vector256.Create(Rounder);
        return (elements + rounder).AsInt32() - rounder.AsInt32();
    }
}
