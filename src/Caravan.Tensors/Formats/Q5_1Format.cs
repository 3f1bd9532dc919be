// Q5_1: blocks of 32 five-bit quants with a scale and an offset in half precision.
using System.Buffers.Binary;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; half m; uint32 high; byte q[16] }</c>: bits as in <see cref="Q5_0Format"/>; <c>value = d * q + m</c>.
/// </summary>
public sealed class Q5_1Format() : BlockQuantFormat(TensorType.Q5_1, groupElements: 32, hasMinimum: true)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        scales[0] = HalfConverter.ReadSingle(block);
        minimums[0] = -HalfConverter.ReadSingle(block[2..]);
        int high = BinaryPrimitives.ReadInt32LittleEndian(block[4..]);
        ReadOnlySpan<byte> packed = block.Slice(8, 16);
        for (int i = 0; i < packed.Length; i++)
        {
            quants[i] = (sbyte)((packed[i] & 15) | (((high >> i) & 1) << 4));
            quants[i + 16] = (sbyte)((packed[i] >> 4) | (((high >> (i + 16)) & 1) << 4));
        }
    }
}
