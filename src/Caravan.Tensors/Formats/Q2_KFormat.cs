// Q2_K: blocks of 256 two-bit quants with four-bit scales and minimums for each 16.
namespace Caravan.Tensors.Formats;

/// <summary>
/// <c>{ byte sm[16]; byte q[64]; half d; half dmin }</c>: group g has scale <c>d * (sm[g] &amp; 15)</c> and minimum
/// <c>dmin * (sm[g] >> 4)</c>. Each half of the block has 32 bytes of q, whose bit pairs are four runs of 32 elements.
/// </summary>
public sealed class Q2_KFormat() : BlockQuantFormat(TensorType.Q2_K, groupElements: 16, hasMinimum: true)
{
    /// <inheritdoc/>
    protected override void UnpackBlock(
        ReadOnlySpan<byte> block,
        Span<sbyte> quants,
        Span<float> scales,
        Span<float> minimums
    )
    {
        float scale = HalfConverter.ReadSingle(block[80..]);
        float minimum = HalfConverter.ReadSingle(block[82..]);
        for (int group = 0; group < 16; group++)
        {
            scales[group] = scale * (block[group] & 15);
            minimums[group] = minimum * (block[group] >> 4);
        }

        ReadOnlySpan<byte> packed = block.Slice(16, 64);
        for (int i = 0; i < quants.Length; i++)
        {
            int half = i >> 7;
            int run = (i >> 5) & 3;
            quants[i] = (sbyte)((packed[(half * 32) + (i & 31)] >> (2 * run)) & 3);
        }
    }
}
