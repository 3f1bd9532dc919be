// What quantizers have in common whose rows are equal blocks, one after the other, and nothing else.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>
/// Cuts rows into blocks and brings every block into range first: the block's factor is a half, and what is larger than its
/// largest number (65504) times the type's largest quant cannot be written.
/// </summary>
internal abstract class BlockQuantizer : RowQuantizer
{
    /// <summary>The largest block, in elements: that of the K types.</summary>
    protected const int MaxBlockElements = 256;

    private const float LargestHalf = 65504;

    private readonly TensorTypeTraits _traits;
    private readonly float _limit;

    /// <param name="type">The type written.</param>
    /// <param name="smallestReach">
    /// The reach of a block whose factor is one, the smaller of the two directions: quant, times group scale where there is one.
    /// </param>
    protected BlockQuantizer(TensorType type, float smallestReach)
    {
        _traits = TensorTypes.Get(type);
        _limit = LargestHalf * smallestReach;
    }

    internal sealed override TensorType Type => _traits.Type;

    [SkipLocalsInit]
    internal sealed override void Quantize(ReadOnlySpan<float> row, Span<byte> destination)
    {
        int elements = _traits.BlockElements;
        int bytes = _traits.BlockBytes;
        Span<float> clamped = stackalloc float[MaxBlockElements];
        for (int block = 0; block < row.Length / elements; block++)
        {
            scoped ReadOnlySpan<float> values = row.Slice(block * elements, elements);
            float largest = Magnitudes.Largest(values);
            if (!(largest <= _limit))
            {
                Magnitudes.Clamp(values, _limit, clamped);
                values = clamped[..elements];
                largest = Magnitudes.Largest(values);
            }

            QuantizeBlock(values, largest, destination.Slice(block * bytes, bytes));
        }
    }

    [SkipLocalsInit]
    internal sealed override void Search(
        ReadOnlySpan<float> row,
        ReadOnlySpan<float> importance,
        Span<byte> destination
    )
    {
        int elements = _traits.BlockElements;
        int bytes = _traits.BlockBytes;
        Span<float> clamped = stackalloc float[MaxBlockElements];
        Span<float> weights = stackalloc float[MaxBlockElements];
        weights = weights[..elements];
        weights.Fill(1);
        for (int block = 0; block < row.Length / elements; block++)
        {
            if (!importance.IsEmpty)
            {
                Normalize(importance.Slice(block * elements, elements), weights);
            }

            scoped ReadOnlySpan<float> values = row.Slice(block * elements, elements);
            if (!Magnitudes.AreWithin(values, _limit))
            {
                Magnitudes.Clamp(values, _limit, clamped);
                values = clamped[..elements];
            }

            SearchBlock(values, weights, destination.Slice(block * bytes, bytes));
        }
    }

    /// <summary>Writes a block by the plain rule. Searched with equal weights where a type has no such rule.</summary>
    /// <param name="values">The block's values, finite and in range.</param>
    /// <param name="largest">Their largest magnitude.</param>
    /// <param name="block">Receives the block's bytes, all of which must be written.</param>
    [SkipLocalsInit]
    protected virtual void QuantizeBlock(ReadOnlySpan<float> values, float largest, Span<byte> block)
    {
        Span<float> weights = stackalloc float[MaxBlockElements];
        weights = weights[..values.Length];
        weights.Fill(1);
        SearchBlock(values, weights, block);
    }

    /// <summary>Writes a block with searched scales.</summary>
    /// <param name="values">The block's values, finite and in range.</param>
    /// <param name="weights">The weight of each value's squared error; the largest is 1.</param>
    /// <param name="block">Receives the block's bytes, all of which must be written.</param>
    protected abstract void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block);

    /// <summary>Divides by the largest, so that sums of products stay in range; a block without importance weighs evenly.</summary>
    private static void Normalize(ReadOnlySpan<float> importance, Span<float> weights)
    {
        float largest = Magnitudes.Largest(importance);
        if (largest == 0)
        {
            weights.Fill(1);
            return;
        }

        for (int i = 0; i < importance.Length; i++)
        {
            weights[i] = importance[i] / largest;
        }
    }
}
