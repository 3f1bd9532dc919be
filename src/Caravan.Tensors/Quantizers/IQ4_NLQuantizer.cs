// IQ4_NL: four-bit codes of uneven levels; by the plain rule the value of largest magnitude is -127, then the scale is fitted.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>Writes the blocks of <see cref="Formats.IQ4_NLFormat"/>; the plain rule is ggml's.</summary>
internal sealed class IQ4_NLQuantizer() : BlockQuantizer(TensorType.IQ4_NL, smallestReach: 113)
{
    [SkipLocalsInit]
    protected override void QuantizeBlock(ReadOnlySpan<float> values, float largest, Span<byte> block)
    {
        UnevenLevels levels = default;
        Span<float> squares = stackalloc float[32];
        Span<byte> codes = stackalloc byte[32];
        float scale = PlainRule.SignedScale(values, largest, (int)levels.Lowest);
        // Each error weighs by the square of the value in units of the scale, which keeps the sums in range.
        float inverse = Codes.Inverse(scale);
        for (int i = 0; i < values.Length; i++)
        {
            squares[i] = values[i] * inverse * (values[i] * inverse);
        }

        ScaleSearch.Sum(levels, values, squares, inverse, out float valueLevels, out float levelSquares);
        Codes.Write(levels, values, scale, minimum: 0, codes);
        WriteBlock(levelSquares > 0 ? Halves.Round(valueLevels / levelSquares) : 0, codes, block);
    }

    [SkipLocalsInit]
    protected override void SearchBlock(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        UnevenLevels levels = default;
        Span<byte> codes = stackalloc byte[32];
        float scale = Halves.Round(ScaleSearch.Find(levels, values, weights, ScaleSearch.ForValues).Scale);
        Codes.Write(levels, values, scale, minimum: 0, codes);
        WriteBlock(scale, codes, block);
    }

    private static void WriteBlock(float scale, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        BlockWriter.WriteHalf(block, scale);
        BlockWriter.WriteNibbles(codes, block[2..]);
    }
}
