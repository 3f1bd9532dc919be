// IQ3_KS: three-bit codes of uneven levels, groups of 32, one scale a row.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>half d</c>, then blocks <c>{ ushort extra; byte scales[4]; byte low[64]; byte high[32] }</c>. Group <c>g</c> has
/// nibble <c>g / 4</c> of <c>scales[g % 4]</c>; bits 0..7 of <c>extra</c> are the fifth bits of the scales, bits 8..15 shift
/// a group's levels; <c>value = d * (scale - 16) * level(code)</c>.
/// </summary>
public sealed class IQ3_KSFormat() : BundleQuantFormat(TensorType.IQ3_KS, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        in BundleBlock block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = block.RowHalf;
        int extra = BinaryPrimitives.ReadUInt16LittleEndian(block.Bytes);
        ReadOnlySpan<byte> scaleNibbles = block.Bytes.Slice(2, 4);
        ReadOnlySpan<byte> low = block.Bytes.Slice(6, 64);
        ReadOnlySpan<byte> high = block.Bytes.Slice(70, 32);
        for (int group = 0; group < scales.Length; group++)
        {
            int scale = (scaleNibbles[group % 4] >> (4 * (group / 4))) & 15;
            scales[group] = d * ((scale | (((extra >> group) & 1) << 4)) - 16);
        }

        for (int i = 0; i < quants.Length; i++)
        {
            int shift = NonLinearLevels.IQ3Shift * ((extra >> (8 + i / 32)) & 1);
            int code = BlockCodes.Pair(low, i) | (BlockCodes.Bit(high, i) << 2);
            quants[i] = (sbyte)(NonLinearLevels.IQ3[code] + shift);
        }
    }
}
