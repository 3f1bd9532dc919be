// Q6_0: six-bit quants; by the plain rule the value of largest magnitude is -32, then the scale is fitted.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.Ik.Q6_0Format"/>; the plain rule is that of ik_llama.cpp.</summary>
internal sealed class Q6_0Quantizer() : BlockQuantizer(TensorType.Q6_0, smallestReach: 31)
{
    private static EvenLevels Levels => new(-32, 31);

    [SkipLocalsInit]
    protected override void QuantizeBlock(ReadOnlySpan<float> values, float largest, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        float scale = PlainRule.SignedScale(values, largest, -32);
        PlainRule.WriteCodes(values, smallest: 0, scale, offset: 32.5f, highest: 63, codes);
        float products = 0;
        float squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // Each error weighs by the square of the value in units of the scale, which keeps the sums in range.
            float scaled = values[i] * Codes.Inverse(scale);
            float quant = codes[i] - 32;
            products += scaled * scaled * values[i] * quant;
            squares += scaled * scaled * quant * quant;
        }

        WriteBlock(squares > 0 ? Halves.Round(products / squares) : scale, codes, block);
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
        for (int i = 0; i < 8; i++)
        {
            // The high pairs of codes i, i+16, i+8, i+24, from the lowest pair up.
            block[2 + i] = (byte)(
                (codes[i] >> 4) | ((codes[i + 16] >> 4) << 2) | ((codes[i + 8] >> 4) << 4) | ((codes[i + 24] >> 4) << 6)
            );
        }

        BlockWriter.WriteNibbles(codes, block[10..]);
    }
}
