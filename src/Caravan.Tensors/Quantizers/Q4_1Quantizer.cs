// Q4_1: four-bit quants; by the plain rule the smallest value is 0 and the largest 15.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Q4_1Format"/>; the plain rule gives ggml's bytes.</summary>
internal sealed class Q4_1Quantizer() : BlockQuantizer(TensorType.Q4_1, smallestReach: 1)
{
    private const int Highest = 15;

    private static EvenLevels Levels => new(0, Highest);

    [SkipLocalsInit]
    protected override void QuantizeBlock(ReadOnlySpan<float> values, float largest, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        (float scale, float smallest) = PlainRule.Affine(values, Highest);
        PlainRule.WriteCodes(values, smallest, scale, offset: 0.5f, Highest, codes);
        WriteBlock(scale, smallest, codes, block);
    }

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        AffineFit fit = AffineSearch.FindHalves(Levels, new AffineGroup(values, weights));
        Codes.Write(Levels, values, fit.Scale, fit.Minimum, codes);
        WriteBlock(fit.Scale, -fit.Minimum, codes, block);
    }

    private static void WriteBlock(float scale, float offset, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        BlockWriter.WriteHalf(block, scale);
        BlockWriter.WriteHalf(block[2..], offset);
        BlockWriter.WriteNibbles(codes, block[4..]);
    }
}
