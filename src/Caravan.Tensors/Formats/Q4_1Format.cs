// Q4_1: blocks of 32 four-bit quants with a scale and an offset in half precision.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; half m; byte q[16] }</c>: nibbles as in <see cref="Q4_0Format"/>; <c>value = d * q + m</c>.
/// </summary>
public sealed class Q4_1Format() : BlockQuantFormat(TensorType.Q4_1, groupElements: 32, hasMinimum: true)
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
        ReadOnlySpan<byte> packed = block.Slice(4, 16);
        for (int i = 0; i < packed.Length; i++)
        {
            quants[i] = (sbyte)(packed[i] & 15);
            quants[i + 16] = (sbyte)(packed[i] >> 4);
        }
    }
}
