// The six-bit scales and minimums of Q4_K and Q5_K.
namespace Caravan.Tensors.Formats;

/// <summary>Eight pairs of a six-bit scale and a six-bit minimum in twelve bytes, at the head of Q4_K and Q5_K blocks.</summary>
internal static class SixBitPairs
{
    /// <summary>Multiplies the packed pairs with the two half-precision factors of <c>{ half d; half dmin; byte sm[12] }</c>.</summary>
    internal static void Scale(ReadOnlySpan<byte> block, Span<float> scales, Span<float> minimums)
    {
        float scale = HalfConverter.ReadSingle(block);
        float minimum = HalfConverter.ReadSingle(block[2..]);
        ReadOnlySpan<byte> packed = block.Slice(4, 12);
        for (int i = 0; i < 4; i++)
        {
            // Pairs 0..3 stand whole in bytes 0..7; pairs 4..7 have their low bits in bytes 8..11 and the two high
            // bits on top of the first eight bytes.
            scales[i] = scale * (packed[i] & 63);
            minimums[i] = minimum * (packed[i + 4] & 63);
            scales[i + 4] = scale * ((packed[i + 8] & 15) | ((packed[i] >> 6) << 4));
            minimums[i + 4] = minimum * ((packed[i + 8] >> 4) | ((packed[i + 4] >> 6) << 4));
        }
    }
}
