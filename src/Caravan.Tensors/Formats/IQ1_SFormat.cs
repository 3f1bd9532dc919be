// IQ1_S: blocks of 256 elements from a ternary grid of 2048 points, shifted and scaled for each 32.
using System.Buffers.Binary;
using Caravan.Tensors.Codebooks;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; byte q[32]; uint16 h[8] }</c>: h holds three top bits for each of four points, a three-bit s and the sign of the shift;
/// <c>value = d * (2 * s + 1) * (point ± 1/8)</c>, here in eighths.
/// </summary>
public sealed class IQ1_SFormat() : BlockQuantFormat(TensorType.IQ1_S, groupElements: 32)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float scale = HalfConverter.ReadSingle(block);
        for (int group = 0; group < 8; group++)
        {
            int high = BinaryPrimitives.ReadUInt16LittleEndian(block[(34 + (2 * group))..]);
            scales[group] = scale * ((2 * ((high >> 12) & 7)) + 1) * 0.125f;
            int shift = (high & 0x8000) == 0 ? 1 : -1;
            for (int i = 0; i < 4; i++)
            {
                int point = block[2 + (4 * group) + i] | (((high >> (3 * i)) & 7) << 8);
                IQ1Grid.WriteEighths(point, shift, quants.Slice((32 * group) + (8 * i), 8));
            }
        }
    }
}
