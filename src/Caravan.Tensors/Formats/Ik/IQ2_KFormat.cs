// IQ2_K: two-bit codes of uneven levels, groups of 16.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d; ushort shifted; byte scales[8]; byte codes[64] }</c>: one bit of <c>shifted</c> and one nibble of
/// <c>scales</c> a group; <c>value = d * (scale - 8) * level(code)</c>.
/// </summary>
public sealed class IQ2_KFormat() : BlockQuantFormat(TensorType.IQ2_K, groupElements: 16)
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
        ReadOnlySpan<byte> codes = block.Slice(12, 64);
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = d * (BlockCodes.Nibble(block.Slice(4, 8), group) - 8);
        }

        for (int i = 0; i < quants.Length; i++)
        {
            int shift = NonLinearLevels.IQ2Shift * ((shifted >> (i / 16)) & 1);
            quants[i] = (sbyte)(NonLinearLevels.IQ2[BlockCodes.Pair(codes, i)] + shift);
        }
    }
}
