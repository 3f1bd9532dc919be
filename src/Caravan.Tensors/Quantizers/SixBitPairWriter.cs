// Packs the six-bit scales and minimums of Q4_K and Q5_K.
namespace Caravan.Tensors.Quantizers;

/// <summary>The counterpart of <see cref="Formats.SixBitPairs"/>.</summary>
internal static class SixBitPairWriter
{
    /// <summary>Pairs in a block.</summary>
    internal const int Pairs = 8;

    /// <summary>Writes eight pairs of six-bit numbers into twelve bytes.</summary>
    internal static void Write(ReadOnlySpan<byte> scales, ReadOnlySpan<byte> minimums, Span<byte> packed)
    {
        for (int i = 0; i < 4; i++)
        {
            // Pairs 0..3 stand whole in bytes 0..7; pairs 4..7 have their low bits in bytes 8..11 and the two high
            // bits on top of the first eight bytes.
            packed[i] = (byte)(scales[i] | ((scales[i + 4] >> 4) << 6));
            packed[i + 4] = (byte)(minimums[i] | ((minimums[i + 4] >> 4) << 6));
            packed[i + 8] = (byte)((scales[i + 4] & 15) | ((minimums[i + 4] & 15) << 4));
        }
    }
}
