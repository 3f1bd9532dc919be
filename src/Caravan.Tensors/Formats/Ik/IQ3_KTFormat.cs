// IQ3_KT: trellis codes of 16 bits for 8 magnitudes, and signs; groups of 32, one scale a row.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte scales[4]; ushort codes[32]; byte signs[32] }</c>. Group <c>g</c> has nibble
/// <c>g / 4</c> of <c>scales[g % 4]</c>; <c>value = d * scale * ±|trellis(code)|</c>.
/// </summary>
public sealed class IQ3_KTFormat() : BundleQuantFormat(TensorType.IQ3_KT, groupElements: 32)
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
        ReadOnlySpan<byte> signs = block.Bytes.Slice(68, 32);
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = block.RowSingle * ((scaleNibbles[group % 4] >> (4 * (group / 4))) & 15);
        }

        for (int c = 0; c < 32; c++)
        {
            uint code = BinaryPrimitives.ReadUInt16LittleEndian(codes[(2 * c)..]);
            IntegerTrellis.Generate(code + IntegerTrellis.Offset, quants.Slice(8 * c, 8));
        }

        for (int i = 0; i < quants.Length; i++)
        {
            int magnitude = Math.Abs((int)quants[i]);
            quants[i] = (sbyte)(BlockCodes.Bit(signs, i) != 0 ? -magnitude : magnitude);
        }
    }
}
