// Q6_0: blocks of 32 six-bit quants with one half-precision scale.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// <c>{ half d; byte high[8]; byte low[16] }</c>: low nibbles are elements 0..15 of <c>low</c>, high nibbles 16..31;
/// <c>high[j]</c> holds bits 4 and 5 of elements <c>j, j+16, j+8, j+24</c> from the lowest pair up;
/// <c>value = d * (q - 32)</c>.
/// </summary>
public sealed class Q6_0Format() : BlockQuantFormat(TensorType.Q6_0, groupElements: 32)
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
        ReadOnlySpan<byte> high = block.Slice(2, 8);
        ReadOnlySpan<byte> low = block.Slice(10, 16);
        for (int i = 0; i < low.Length; i++)
        {
            int highs = high[i % 8] >> (4 * (i / 8));
            quants[i] = (sbyte)(((low[i] & 15) | ((highs & 3) << 4)) - 32);
            quants[i + 16] = (sbyte)(((low[i] >> 4) | ((highs & 12) << 2)) - 32);
        }
    }
}
