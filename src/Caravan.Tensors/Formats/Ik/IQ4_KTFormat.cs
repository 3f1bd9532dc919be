// IQ4_KT: trellis codes of 15 bits for 4 elements, groups of 32, one scale a row.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ uint groups[8]; byte low[64]; byte high[32] }</c>. A group's word holds, from the
/// lowest bit up, whether 32768 is added to its codes, seven bits of scale, and bits 12..14 of its eight codes; code
/// <c>c</c> of 64 has bits 8..11 in nibble <c>c / 32</c> of <c>high[c % 32]</c>.
/// <c>value = d * (scale - 64) * trellis(code)</c>.
/// </summary>
public sealed class IQ4_KTFormat() : BundleQuantFormat(TensorType.IQ4_KT, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        ReadOnlySpan<byte> low = block.Bytes.Slice(32, 64);
        ReadOnlySpan<byte> high = block.Bytes.Slice(96, 32);
        for (int group = 0; group < scales.Length; group++)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(block.Bytes[(4 * group)..]);
            scales[group] = block.RowSingle * ((int)((word & 255) >> 1) - 64);
            uint offset = IntegerTrellis.Offset + ((word & 1) << 15);
            for (int i = 0; i < 8; i++)
            {
                int c = 8 * group + i;
                uint middle = (uint)(high[c % 32] >> (4 * (c / 32))) & 15;
                uint code = low[c] | (middle << 8) | (((word >> (8 + 3 * i)) & 7) << 12);
                IntegerTrellis.Generate(code + offset, quants.Slice(4 * c, 4));
            }
        }
    }
}
