// IQ1_KT: trellis codes of 13 bits for 8 elements, groups of 32, one scale a row.
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte scales[8]; byte low[32]; byte high[16] }</c>. The low nibble of a group's scale
/// byte is its scale, the high nibble holds bit 12 of its four codes; code <c>c</c> of 32 has bits 8..11 in nibble
/// <c>c / 16</c> of <c>high[c % 16]</c>. <c>value = d * level4(scale) * trellis(code)</c>.
/// </summary>
public sealed class IQ1_KTFormat() : BundleQuantFormat(TensorType.IQ1_KT, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        ReadOnlySpan<byte> scaleBytes = block.Bytes[..8];
        ReadOnlySpan<byte> low = block.Bytes.Slice(8, 32);
        ReadOnlySpan<byte> high = block.Bytes.Slice(40, 16);
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = block.RowSingle * IQ4Levels.Values[scaleBytes[group] & 15];
        }

        for (int c = 0; c < low.Length; c++)
        {
            int middle = (high[c % 16] >> (4 * (c / 16))) & 15;
            int top = (scaleBytes[c / 4] >> (4 + c % 4)) & 1;
            uint code = (uint)(low[c] | (middle << 8) | (top << 12));
            IntegerTrellis.Generate(code + IntegerTrellis.Offset, quants.Slice(8 * c, 8));
        }
    }
}
