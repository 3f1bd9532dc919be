// Where the bits of 32 elements stand in types that interleave four rows.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>
/// Reads the codes of 32 elements of one row of four. In all these types four neighbouring elements of a row are four
/// neighbouring bytes, the four rows follow one another (16 bytes), and the eight quads of elements are spread over such
/// 16-byte lines and over the bits of their bytes; the orders below name quads 0 to 7 by their elements <c>4 * quad</c>.
/// </summary>
internal static class FourRowCodes
{
    /// <summary>Elements read by one call.</summary>
    internal const int Elements = 32;

    /// <summary>Bits of a line of high bits, by quad: the types with two low bits.</summary>
    internal static ReadOnlySpan<byte> BitOrderOfPairs => [0, 1, 2, 3, 4, 5, 6, 7];

    /// <summary>Bits of a line of high bits, by quad: Q5_0_R4.</summary>
    internal static ReadOnlySpan<byte> BitOrderOfQ5_0 => [0, 2, 4, 6, 1, 3, 5, 7];

    /// <summary>Bits of a line of high bits, by quad: Q5_K_R4.</summary>
    internal static ReadOnlySpan<byte> BitOrderOfQ5_K => [0, 2, 1, 3, 4, 6, 5, 7];

    /// <summary>Bits of a line of high bits, by quad: IQ5_K_R4 and IQ5_KS_R4.</summary>
    internal static ReadOnlySpan<byte> BitOrderOfIQ5 => [0, 4, 1, 5, 2, 6, 3, 7];

    /// <summary>Shifts in two lines of bit pairs, by quad of a half: Q6_0_R4.</summary>
    internal static ReadOnlySpan<byte> ShiftOrderOfQ6_0 => [0, 2, 4, 6];

    /// <summary>Shifts in two lines of bit pairs, by quad of a half: Q6_K_R4.</summary>
    internal static ReadOnlySpan<byte> ShiftOrderOfQ6_K => [0, 4, 2, 6];

    /// <summary>Four low bits from 64 bytes: lines hold quads 0 and 2, 4 and 6, 1 and 3, 5 and 7 (low, high nibble).</summary>
    internal static void ReadNibbles(ReadOnlySpan<byte> packed, int row, Span<byte> codes)
    {
        for (int element = 0; element < Elements; element++)
        {
            int quad = element / 4;
            int line = 2 * (quad % 2) + quad / 4;
            codes[element] = (byte)((packed[16 * line + 4 * row + element % 4] >> (4 * (quad / 2 % 2))) & 15);
        }
    }

    /// <summary>Two low bits from 32 bytes: the first line holds quads 0 to 3 from the lowest bits up, the second 4 to 7.</summary>
    internal static void ReadPairs(ReadOnlySpan<byte> packed, int row, Span<byte> codes)
    {
        for (int element = 0; element < Elements; element++)
        {
            int quad = element / 4;
            codes[element] = (byte)((packed[16 * (quad / 4) + 4 * row + element % 4] >> (2 * (quad % 4))) & 3);
        }
    }

    /// <summary>Adds the bit of value <c>1 &lt;&lt; position</c> from 16 bytes with one bit of each quad.</summary>
    internal static void AddBit(
        ReadOnlySpan<byte> packed,
        int row,
        ReadOnlySpan<byte> bitOrder,
        int position,
        Span<byte> codes
    )
    {
        for (int element = 0; element < Elements; element++)
        {
            int bit = (packed[4 * row + element % 4] >> bitOrder[element / 4]) & 1;
            codes[element] |= (byte)(bit << position);
        }
    }

    /// <summary>Adds bits 4 and 5 from 32 bytes: the first line holds those of quads 0 to 3, the second of 4 to 7.</summary>
    internal static void AddBitPairs(
        ReadOnlySpan<byte> packed,
        int row,
        ReadOnlySpan<byte> shiftOrder,
        Span<byte> codes
    )
    {
        for (int element = 0; element < Elements; element++)
        {
            int quad = element / 4;
            int pair = (packed[16 * (quad / 4) + 4 * row + element % 4] >> shiftOrder[quad % 4]) & 3;
            codes[element] |= (byte)(pair << 4);
        }
    }

    /// <summary>Writes codes less the offset that makes them signed.</summary>
    internal static void WriteQuants(ReadOnlySpan<byte> codes, int offset, Span<sbyte> quants)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            quants[i] = (sbyte)(codes[i] - offset);
        }
    }

    /// <summary>Writes the level of each code, plus the shift of its group.</summary>
    internal static void WriteLevels(
        ReadOnlySpan<byte> codes,
        ReadOnlySpan<sbyte> levels,
        int shift,
        Span<sbyte> quants
    )
    {
        for (int i = 0; i < codes.Length; i++)
        {
            quants[i] = (sbyte)(levels[codes[i]] + shift);
        }
    }
}
