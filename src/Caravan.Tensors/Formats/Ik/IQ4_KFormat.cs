// IQ4_K: four-bit codes of uneven levels, groups of 16.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d; ushort shifted; byte scalesHigh[4]; byte scalesLow[8]; byte codes[128] }</c>: one bit of <c>shifted</c>, one
/// bit pair of <c>scalesHigh</c> and one nibble of <c>scalesLow</c> a group; <c>value = d * (scale - 32) * level(code)</c>.
/// </summary>
public sealed class IQ4_KFormat() : BlockQuantFormat(TensorType.IQ4_K, groupElements: 16)
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
        ReadOnlySpan<byte> codes = block.Slice(16, 128);
        for (int group = 0; group < scales.Length; group++)
        {
            scales[group] = d * BlockCodes.SixBitScale(block.Slice(8, 8), block.Slice(4, 4), group);
        }

        for (int i = 0; i < quants.Length; i++)
        {
            int shift = NonLinearLevels.IQ4Shift * ((shifted >> (i / 16)) & 1);
            quants[i] = (sbyte)(IQ4Levels.Values[BlockCodes.NibbleOf32(codes, i)] + shift);
        }
    }
}
