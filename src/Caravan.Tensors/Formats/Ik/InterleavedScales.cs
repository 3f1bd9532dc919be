// Where group scales stand in types that interleave rows and split their scales into low and high bits.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Scales of a block, in order of group, then row. Where they are split, low bits fill 32 bytes from the low nibbles up
/// and high bits fill shorter arrays from the lowest bits up.
/// </summary>
internal static class InterleavedScales
{
    /// <summary>The four-bit scale numbered <paramref name="index"/> of 64, from 32 bytes.</summary>
    internal static int FourBit(ReadOnlySpan<byte> low, int index) => (low[index % 32] >> (4 * (index / 32))) & 15;

    /// <summary>The six-bit scale numbered <paramref name="index"/> of 64, from 32 and 16 bytes, less its offset of 32.</summary>
    internal static int SixBit(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, int index) =>
        (FourBit(low, index) | (((high[index % 16] >> (2 * (index / 16))) & 3) << 4)) - 32;

    /// <summary>
    /// Scales and minimums of Q4_K_R4 and Q5_K_R4, whose blocks begin <c>{ half d[4]; half m[4]; byte high[16];
    /// byte low[32] }</c>: both low nibbles share a byte of <c>low</c>, both high pairs a nibble of <c>high</c>.
    /// </summary>
    internal static void ReadSixBitWithMinimum(in BundleBlock block, Span<float> scales, Span<float> minimums)
    {
        float d = block.BlockHalf(block.Row);
        float m = block.BlockHalf(4 + block.Row);
        for (int group = 0; group < scales.Length; group++)
        {
            int index = 4 * group + block.Row;
            int high = block.Bytes[16 + index % 16] >> (4 * (index / 16));
            byte low = block.Bytes[32 + index];
            scales[group] = d * ((low & 15) | ((high & 3) << 4));
            minimums[group] = m * ((low >> 4) | ((high & 12) << 2));
        }
    }
}
