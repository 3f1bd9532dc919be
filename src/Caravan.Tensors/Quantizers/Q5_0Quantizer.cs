// Q5_0: five-bit quants; by the plain rule the value of largest magnitude is -16.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Q5_0Format"/>; the plain rule gives ggml's bytes.</summary>
internal sealed class Q5_0Quantizer() : BlockQuantizer(TensorType.Q5_0, smallestReach: 15)
{
    private static EvenLevels Levels => new(-16, 15);

    [SkipLocalsInit]
    protected override void QuantizeBlock(ReadOnlySpan<float> values, float largest, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        float scale = PlainRule.SignedScale(values, largest, -16);
        PlainRule.WriteCodes(values, smallest: 0, scale, offset: 16.5f, highest: 31, codes);
        WriteBlock(scale, codes, block);
    }

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        float scale = Halves.Round(ScaleSearch.Find(Levels, values, weights, ScaleSearch.ForValues).Scale);
        Codes.Write(Levels, values, scale, minimum: 0, codes);
        WriteBlock(scale, codes, block);
    }

    private static void WriteBlock(float scale, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        BlockWriter.WriteHalf(block, scale);
        BlockWriter.WriteFifthBits(codes, block[2..]);
        BlockWriter.WriteNibbles(codes, block[6..]);
    }
}
