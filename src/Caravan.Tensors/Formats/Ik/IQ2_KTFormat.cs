// IQ2_KT: trellis codes of 16 bits for 8 elements, groups of 32, one scale a row.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte scales[4]; ushort codes[32] }</c>. Group <c>g</c> has nibble <c>g / 4</c> of
/// <c>scales[g % 4]</c>; <c>value = d * level4(scale) * trellis(code)</c>.
/// </summary>
public sealed class IQ2_KTFormat() : BundleQuantFormat(TensorType.IQ2_KT, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        ReadOnlySpan<byte> scaleNibbles = block.Bytes[..4];
        ReadOnlySpan<byte> codes = block.Bytes.Slice(4, 64);
        for (int group = 0; group < scales.Length; group++)
        {
            int scale = (scaleNibbles[group % 4] >> (4 * (group / 4))) & 15;
            scales[group] = block.RowSingle * IQ4Levels.Values[scale];
        }

        for (int c = 0; c < 32; c++)
        {
            uint code = BinaryPrimitives.ReadUInt16LittleEndian(codes[(2 * c)..]);
            IntegerTrellis.Generate(code + IntegerTrellis.Offset, quants.Slice(8 * c, 8));
        }
    }
}
