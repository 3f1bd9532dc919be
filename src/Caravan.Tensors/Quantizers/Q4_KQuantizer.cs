// Q4_K: four-bit quants with six-bit scales and minimums for each 32.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Q4_KFormat"/>.</summary>
internal sealed class Q4_KQuantizer() : BlockQuantizer(TensorType.Q4_K, smallestReach: 63)
{
    private const int GroupElements = 32;

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<byte> scales = stackalloc byte[SixBitPairWriter.Pairs];
        Span<byte> minimums = stackalloc byte[SixBitPairWriter.Pairs];
        Span<byte> quants = stackalloc byte[MaxBlockElements];
        (float factor, float minimumFactor) = AffineSuperBlock.Search(
            new EvenLevels(0, 15),
            new EvenLevels(0, 63),
            GroupElements,
            values,
            weights,
            scales,
            minimums,
            quants
        );
        BlockWriter.WriteHalf(block, factor);
        BlockWriter.WriteHalf(block[2..], minimumFactor);
        SixBitPairWriter.Write(scales, minimums, block.Slice(4, 12));
        BlockWriter.WriteGroupNibbles(quants, block.Slice(16, 128));
    }
}
