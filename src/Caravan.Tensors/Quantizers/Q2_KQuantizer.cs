// Q2_K: two-bit quants with four-bit scales and minimums for each 16.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Q2_KFormat"/>.</summary>
internal sealed class Q2_KQuantizer() : BlockQuantizer(TensorType.Q2_K, smallestReach: 15)
{
    private const int Groups = 16;
    private const int GroupElements = 16;

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<byte> scales = stackalloc byte[Groups];
        Span<byte> minimums = stackalloc byte[Groups];
        Span<byte> quants = stackalloc byte[MaxBlockElements];
        (float factor, float minimumFactor) = AffineSuperBlock.Search(
            new EvenLevels(0, 3),
            new EvenLevels(0, 15),
            GroupElements,
            values,
            weights,
            scales,
            minimums,
            quants
        );
        for (int group = 0; group < Groups; group++)
        {
            block[group] = (byte)(scales[group] | (minimums[group] << 4));
        }

        BlockWriter.WritePairs(quants, block.Slice(16, 64));
        BlockWriter.WriteHalf(block[80..], factor);
        BlockWriter.WriteHalf(block[82..], minimumFactor);
    }
}
