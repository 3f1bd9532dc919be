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

    /// <summary>Rounds the products of weights and scales to words.</summary>
    /// <param name="weights"><see cref="Size"/> weights.</param>
    /// <param name="scales">As many scales.</param>
    /// <param name="words">Receives as many words.</param>
    /// <returns>What a word counts: 0 where all are zero, NaN where a value that counts is infinite or NaN.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Quantize(float* weights, float* scales, short* words)
    {
        float* products = stackalloc float[Size];
        TVector largest = default;
        TVector unfit = default;
        TVector zero = default;
        for (int i = 0; i < Size; i += TOperations.Lanes)
        {
            TVector product = TOperations.Multiply(TOperations.Load(weights + i), TOperations.Load(scales + i));
            TOperations.Store(product, products + i);
            largest = TOperations.Max(TOperations.And(product, Magnitude), largest);
            unfit = TOperations.MultiplyAdd(product, zero, unfit);
        }

        float magnitude = TOperations.LargestOf(largest);
        if (TOperations.SumOf(unfit, default) != 0)
        {
            return QuantizeSpecial(weights, scales, products, words);
        }

        if (magnitude < Least)
        {
            new Span<short>(words, Size).Clear();
            return 0;
        }

        TVector factor = TOperations.Broadcast(WordTile.LargestWord / magnitude);
        for (int i = 0; i < Size; i += TOperations.Lanes)
        {
            TOperations.StoreWords(TOperations.Multiply(TOperations.Load(products + i), factor), words + i);
        }

        return magnitude / WordTile.LargestWord;
    }

    // Places of a cache that a client never wrote and masks may hold scales that are no numbers.
    private static float QuantizeSpecial(float* weights, float* scales, float* products, short* words)
    {
        for (int i = 0; i < Size; i++)
        {
            if (!float.IsFinite(products[i]))
            {
                if (weights[i] != 0)
                {
                    new Span<short>(words, Size).Clear();
                    return float.NaN;
                }

                products[i] = 0;
            }
        }

        float* ones = stackalloc float[Size];
        new Span<float>(ones, Size).Fill(1);
        return Quantize(products, ones, words);
    }
}
