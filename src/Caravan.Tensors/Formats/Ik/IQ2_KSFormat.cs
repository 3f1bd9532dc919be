// IQ2_KS: two-bit codes of uneven levels, groups of 32, one scale a row.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Row: <c>half d</c>, then blocks <c>{ ushort extra; byte scales[4]; byte codes[64] }</c>. Bits 0..7 of <c>extra</c> shift a
/// group's levels, bits 8..15 are the fifth bits of the scales; <c>value = d * (scale - 16) * level(code)</c>.
/// </summary>
public sealed class IQ2_KSFormat() : BundleQuantFormat(TensorType.IQ2_KS, groupElements: 32)
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
        ReadOnlySpan<byte> codes = block.Bytes.Slice(6, 64);
        for (int group = 0; group < scales.Length; group++)
        {
            int high = (extra >> (8 + group)) & 1;
            scales[group] = d * ((BlockCodes.Nibble(block.Bytes.Slice(2, 4), group) | (high << 4)) - 16);
        }

        for (int i = 0; i < quants.Length; i++)
        {
            int shift = NonLinearLevels.IQ2Shift * ((extra >> (i / 32)) & 1);
            quants[i] = (sbyte)(NonLinearLevels.IQ2[BlockCodes.Pair(codes, i)] + shift);
        }
    }
}
