// Q6_K: blocks of 256 six-bit quants with signed byte scales for each 16.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ byte low[128]; byte high[64]; sbyte s[16]; half d }</c>: <c>value = d * s * (q - 32)</c>. Each half of the block has 64 bytes of
/// low nibbles (two runs of 32 elements in the low ones, then two in the high ones) and 32 bytes of high pairs (four runs).
/// </summary>
public sealed class Q6_KFormat() : BlockQuantFormat(TensorType.Q6_K, groupElements: 16)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float scale = HalfConverter.ReadSingle(block[208..]);
        for (int group = 0; group < 16; group++)
        {
            scales[group] = scale * (sbyte)block[192 + group];
        }

        ReadOnlySpan<byte> lowNibbles = block[..128];
        ReadOnlySpan<byte> highPairs = block.Slice(128, 64);
        for (int i = 0; i < quants.Length; i++)
        {
            int half = i >> 7;
            int run = (i >> 5) & 3;
            int low = (lowNibbles[(half * 64) + ((run & 1) * 32) + (i & 31)] >> (4 * (run >> 1))) & 15;
            int high = (highPairs[(half * 32) + (i & 31)] >> (2 * run)) & 3;
            quants[i] = (sbyte)((low | (high << 4)) - 32);
        }
    }
}
