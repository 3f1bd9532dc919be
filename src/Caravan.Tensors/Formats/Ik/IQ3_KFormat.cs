// IQ3_K: three-bit codes of uneven levels, groups of 16.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d; ushort shifted; ushort negative; byte scales[8]; byte low[64]; byte high[32] }</c>: one bit of
/// <c>shifted</c> and <c>negative</c> and one nibble of <c>scales</c> a group;
/// <c>value = d * ±(2 scale + 1) * level(code)</c>.
/// </summary>
public sealed class IQ3_KFormat() : BlockQuantFormat(TensorType.IQ3_K, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float d = HalfConverter.ReadSingle(block);
        int shifted = BinaryPrimitives.ReadUInt16LittleEndian(block[2..]);
        int negative = BinaryPrimitives.ReadUInt16LittleEndian(block[4..]);
        ReadOnlySpan<byte> low = block.Slice(14, 64);
        ReadOnlySpan<byte> high = block.Slice(78, 32);
        for (int group = 0; group < scales.Length; group++)
        {
            int scale = 2 * BlockCodes.Nibble(block.Slice(6, 8), group) + 1;
            scales[group] = d * (((negative >> group) & 1) != 0 ? -scale : scale);
        }

        for (int i = 0; i < quants.Length; i++)
        {
            int shift = NonLinearLevels.IQ3Shift * ((shifted >> (i / 16)) & 1);
            int code = BlockCodes.Pair(low, i) | (BlockCodes.Bit(high, i) << 2);
            quants[i] = (sbyte)(NonLinearLevels.IQ3[code] + shift);
        }
    }
}
