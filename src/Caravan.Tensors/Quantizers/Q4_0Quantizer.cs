// Q4_0: four-bit quants; by the plain rule the value of largest magnitude is -8.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Q4_0Format"/>; the plain rule gives ggml's bytes.</summary>
internal sealed class Q4_0Quantizer() : BlockQuantizer(TensorType.Q4_0, smallestReach: 7)
{
    private static EvenLevels Levels => new(-8, 7);

    [SkipLocalsInit]
    protected override void QuantizeBlock(ReadOnlySpan<float> values, float largest, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        float scale = PlainRule.SignedScale(values, largest, -8);
        BlockWriter.WriteHalf(block, scale);
        PlainRule.WriteCodes(values, smallest: 0, scale, offset: 8.5f, highest: 15, codes);
        BlockWriter.WriteNibbles(codes, block[2..]);
    }

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        float scale = Halves.Round(ScaleSearch.Find(Levels, values, weights, ScaleSearch.ForValues).Scale);
        BlockWriter.WriteHalf(block, scale);
        Codes.Write(Levels, values, scale, minimum: 0, codes);
        BlockWriter.WriteNibbles(codes, block[2..]);
    }
}
