// Q3_K: blocks of 256 three-bit quants with six-bit scales for each 16.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ byte high[32]; byte q[64]; byte s[12]; half d }</c>: the two low bits stand as in <see cref="Q2_KFormat"/>, the third in
/// bit <c>i / 32</c> of <c>high[i % 32]</c>; <c>value = d * (s - 32) * (q - 4)</c>.
/// </summary>
public sealed class Q3_KFormat() : BlockQuantFormat(TensorType.Q3_K, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float scale = HalfConverter.ReadSingle(block[108..]);
        ReadOnlySpan<byte> packedScales = block.Slice(96, 12);
        for (int group = 0; group < 16; group++)
        {
            // Four low bits in the nibbles of bytes 0..7, two high bits in the pairs of bytes 8..11.
            int low = (packedScales[group & 7] >> (4 * (group >> 3))) & 15;
            int high = (packedScales[8 + (group & 3)] >> (2 * (group >> 2))) & 3;
            scales[group] = scale * ((low | (high << 4)) - 32);
        }

        ReadOnlySpan<byte> thirdBits = block[..32];
        ReadOnlySpan<byte> packed = block.Slice(32, 64);
        for (int i = 0; i < quants.Length; i++)
        {
            int half = i >> 7;
            int run = (i >> 5) & 3;
            int low = (packed[(half * 32) + (i & 31)] >> (2 * run)) & 3;
            int high = (thirdBits[i & 31] >> (i >> 5)) & 1;
            quants[i] = (sbyte)((low | (high << 2)) - 4);
        }
    }
}
