// Q5_0: blocks of 32 five-bit quants with one half-precision scale.
using System.Buffers.Binary;

namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; uint32 high; byte q[16] }</c>: nibbles as in <see cref="Q4_0Format"/>, bit i of <c>high</c> is the fifth bit of
/// element i; <c>value = d * (q - 16)</c>.
/// </summary>
public sealed class Q5_0Format() : BlockQuantFormat(TensorType.Q5_0, groupElements: 32)
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
        int high = BinaryPrimitives.ReadInt32LittleEndian(block[2..]);
        ReadOnlySpan<byte> packed = block.Slice(6, 16);
        for (int i = 0; i < packed.Length; i++)
        {
            quants[i] = (sbyte)(((packed[i] & 15) | (((high >> i) & 1) << 4)) - 16);
            quants[i + 16] = (sbyte)(((packed[i] >> 4) | (((high >> (i + 16)) & 1) << 4)) - 16);
        }
    }
}
