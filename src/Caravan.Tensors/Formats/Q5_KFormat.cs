// Q5_K: blocks of 256 five-bit quants with six-bit scales and minimums for each 32.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ half d; half dmin; byte sm[12]; byte high[32]; byte q[128] }</c>: as <see cref="Q4_KFormat"/>, with the fifth bit of element
/// i in bit <c>i / 32</c> of <c>high[i % 32]</c>.
/// </summary>
public sealed class Q5_KFormat() : BlockQuantFormat(TensorType.Q5_K, groupElements: 32, hasMinimum: true)
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
        ReadOnlySpan<byte> fifthBits = block.Slice(16, 32);
        ReadOnlySpan<byte> packed = block.Slice(48, 128);
        for (int i = 0; i < quants.Length; i++)
        {
            int pair = i >> 6;
            int group = i >> 5;
            int low = (packed[(pair * 32) + (i & 31)] >> (4 * (group & 1))) & 15;
            int high = (fifthBits[i & 31] >> group) & 1;
            quants[i] = (sbyte)(low | (high << 4));
        }
    }
}
