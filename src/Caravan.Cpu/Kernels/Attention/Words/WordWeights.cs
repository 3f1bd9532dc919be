// Weights of a segment times the scales of its values, as words.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu;

/// <summary>What is left of softmax weights when the values are words: the largest of a segment is the largest word.</summary>
internal static unsafe class WordWeights<TVector, TOperations>
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
{
    private const int Size = AttentionTile.Size;

    // Magnitudes below this are nothing; their reciprocals would have no place in a float.
    private const float Least = 1e-30f;

    private const uint Magnitude = 0x7FFFFFFF;

    /// <summary>Rounds the products of weights and scales to words, for each block of some queries.</summary>
    /// <param name="weights">[count][<see cref="AttentionTile.Size"/>].</param>
    /// <param name="count">Queries.</param>
    /// <param name="scales">[blocks][<see cref="AttentionTile.Size"/>].</param>
    /// <param name="blocks">Blocks.</param>
    /// <param name="areSpecial">Whether a scale is infinite or NaN.</param>
    /// <param name="words">[blocks][count][<see cref="AttentionTile.Size"/>].</param>
    /// <param name="units">
    /// [blocks][count]: what a word counts, 0 where all are zero, NaN where a value that counts is infinite or NaN.
    /// </param>
    internal static void Quantize(
        float* weights,
        int count,
        float* scales,
        int blocks,
        bool areSpecial,
        short* words,
        float* units
    )
    {
        for (int block = 0; block < blocks; block++, scales += Size)
        {
            for (int i = 0; i < count; i++, words += Size)
            {
                float* own = weights + (i * Size);
                *units++ = areSpecial ? QuantizeSpecial(own, scales, words) : Quantize(own, scales, words);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Quantize(float* weights, float* scales, short* words)
    {
        int lanes = TOperations.Lanes;
        TVector largest = default;
        for (int i = 0; i < Size; i += lanes)
        {
            TVector product = TOperations.Multiply(TOperations.Load(weights + i), TOperations.Load(scales + i));
            largest = TOperations.Max(TOperations.And(product, Magnitude), largest);
        }

        float magnitude = TOperations.LargestOf(largest);
        if (magnitude < Least)
        {
            new Span<short>(words, Size).Clear();
            return 0;
        }

        TVector factor = TOperations.Broadcast(WordTile.LargestWord / magnitude);
        for (int i = 0; i < Size; i += lanes)
        {
            TVector product = TOperations.Multiply(TOperations.Load(weights + i), TOperations.Load(scales + i));
            TOperations.StoreWords(TOperations.Multiply(product, factor), words + i);
        }

        return magnitude * (1 / WordTile.LargestWord);
    }

    // Places of a cache that a client never wrote and masks may hold scales that are no numbers.
    private static float QuantizeSpecial(float* weights, float* scales, short* words)
    {
        float* finite = stackalloc float[Size];
        for (int i = 0; i < Size; i++)
        {
            finite[i] = scales[i];
            if (!float.IsFinite(scales[i]))
            {
                if (weights[i] != 0)
                {
                    new Span<short>(words, Size).Clear();
                    return float.NaN;
                }

                finite[i] = 0;
            }
        }

        return Quantize(weights, finite, words);
    }
}
