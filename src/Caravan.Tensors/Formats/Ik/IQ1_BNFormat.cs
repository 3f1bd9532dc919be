// IQ1_BN: ternary quants, 64 in 13 bytes, one scale a row.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>half d</c>, then blocks <c>{ byte fives[12]; byte rest }</c>. A byte holds five base-3 digits as the fraction
/// <c>byte / 256 = (sum of 3^j digit_j) / 243</c>, rounded up; of each 16 elements fifteen are digits of three bytes of
/// <c>fives</c> and the last is digit <c>element / 16</c> of <c>rest</c>. <c>value = d * (digit - 1)</c>.
/// </summary>
/// <remarks>ik_llama.cpp's matrix kernels apply the row's scale, its row dequantizer leaves it out; we apply it.</remarks>
public sealed class IQ1_BNFormat() : BundleQuantFormat(TensorType.IQ1_BN, groupElements: 32)
{
    // Multiplying by 3^(4-j) modulo 256 leaves digit j as the leading base-3 digit of the fraction.
    private static ReadOnlySpan<byte> Powers => [81, 27, 9, 3, 1];

    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales.Fill(block.RowHalf);
        ReadOnlySpan<byte> fives = block.Bytes[..12];
        byte rest = block.Bytes[12];
        for (int i = 0; i < quants.Length; i++)
        {
            int sixteen = i / 16;
            int position = i % 16;
            quants[i] = position < 15 ? Digit(fives[3 * sixteen + position / 5], position % 5) : Digit(rest, sixteen);
        }
    }

    private static sbyte Digit(byte fraction, int digit) => (sbyte)(((byte)(fraction * Powers[digit]) * 3 >> 8) - 1);
}
