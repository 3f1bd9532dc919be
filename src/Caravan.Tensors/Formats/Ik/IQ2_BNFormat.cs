// IQ2_BN: ternary quants of two bits, one scale a row.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then blocks of 16 bytes: bit pair <c>p</c> of byte <c>j</c> is element <c>16 p + j</c>;
/// <c>value = d * (q - 1)</c>.
/// </summary>
/// <remarks>ik_llama.cpp's matrix kernels apply the row's scale, its row dequantizer leaves it out; we apply it.</remarks>
public sealed class IQ2_BNFormat() : BundleQuantFormat(TensorType.IQ2_BN, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales.Fill(block.RowSingle);
        for (int i = 0; i < quants.Length; i++)
        {
            quants[i] = (sbyte)(((block.Bytes[i % 16] >> (2 * (i / 16))) & 3) - 1);
        }
    }
}
