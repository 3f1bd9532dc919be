// Where the bits of an element stand in the plain IQ*_K types.
namespace Caravan.Tensors.Formats.Ik;

/// <summary>The code of one element of a block of 256 that is not interleaved with other rows.</summary>
internal static class BlockCodes
{
    /// <summary>A bit from 32 bytes: elements 0..31 are the lowest bits, 32..63 the next.</summary>
    internal static int Bit(ReadOnlySpan<byte> packed, int element) => (packed[element % 32] >> (element / 32)) & 1;

    /// <summary>Two bits from 64 bytes: 32 bytes hold 128 elements, the first 32 in the lowest bits.</summary>
    internal static int Pair(ReadOnlySpan<byte> packed, int element) =>
        (packed[32 * (element / 128) + element % 32] >> (2 * (element / 32 % 4))) & 3;

    /// <summary>A nibble from 128 bytes: 16 bytes hold 32 elements, the first 16 in the low nibbles.</summary>
    internal static int NibbleOf32(ReadOnlySpan<byte> packed, int element) =>
        (packed[16 * (element / 32) + element % 16] >> (4 * (element / 16 % 2))) & 15;

    /// <summary>A nibble from 128 bytes: 32 bytes hold 64 elements, the first 32 in the low nibbles.</summary>
    internal static int NibbleOf64(ReadOnlySpan<byte> packed, int element) =>
        (packed[32 * (element / 64) + element % 32] >> (4 * (element / 32 % 2))) & 15;

    /// <summary>The nibble numbered <paramref name="index"/>, two a byte, the low one first.</summary>
    internal static int Nibble(ReadOnlySpan<byte> packed, int index) => (packed[index / 2] >> (4 * (index % 2))) & 15;

    /// <summary>The six-bit scale of a group, from its low nibble and its high bit pair, less its offset of 32.</summary>
    internal static int SixBitScale(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, int group) =>
        (Nibble(low, group) | (((high[group / 4] >> (2 * (group % 4))) & 3) << 4)) - 32;
}
