// Q4_0: blocks of 32 four-bit quants with one half-precision scale.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; byte q[16] }</c>: the low nibbles are elements 0..15, the high nibbles 16..31; <c>value = d * (q - 8)</c>.
/// </summary>
public sealed class Q4_0Format() : BlockQuantFormat(TensorType.Q4_0, groupElements: 32)
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
        ReadOnlySpan<byte> packed = block.Slice(2, 16);
        for (int i = 0; i < packed.Length; i++)
        {
            quants[i] = (sbyte)((packed[i] & 15) - 8);
            quants[i + 16] = (sbyte)((packed[i] >> 4) - 8);
        }
    }
}
