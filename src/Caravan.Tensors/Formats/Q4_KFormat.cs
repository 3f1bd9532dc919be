// Q4_K: blocks of 256 four-bit quants with six-bit scales and minimums for each 32.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; half dmin; byte sm[12]; byte q[128] }</c>: <c>value = d * s * q - dmin * m</c>, where <see cref="SixBitPairs"/>
/// holds s and m. Each 32 bytes of q are two groups: the low nibbles, then the high ones.
/// </summary>
public sealed class Q4_KFormat() : BlockQuantFormat(TensorType.Q4_K, groupElements: 32, hasMinimum: true)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        SixBitPairs.Scale(block, scales, minimums);
        ReadOnlySpan<byte> packed = block.Slice(16, 128);
        for (int i = 0; i < quants.Length; i++)
        {
            int pair = i >> 6;
            int high = (i >> 5) & 1;
            quants[i] = (sbyte)((packed[(pair * 32) + (i & 31)] >> (4 * high)) & 15);
        }
    }
}
