// Where four elements of each row stand in types that interleave four rows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul.Bundles;

/// <summary>
/// A line of 16 bytes has four neighbouring elements of each of four rows, which are its quads' bits from some bit on. Which line and
/// which bits differs between types; quads 0 to 7 are the 32 elements of a part in order.
/// </summary>
internal static unsafe class FourRowQuads
{
    /// <summary>Nibbles: four lines hold quads 0 and 2, 4 and 6, 1 and 3, 5 and 7 (low, high nibble).</summary>
    /// <param name="lower">The part's lines in the first bundle.</param>
    /// <param name="upper">Those in the second bundle.</param>
    /// <param name="quad">Which four elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Nibbles(byte* lower, byte* upper, int quad)
    {
        int line = ((quad & 1) * 2) + (quad >> 2);
        return Field(lower + (16 * line), upper + (16 * line), (quad & 2) * 2, 0, 15);
    }

    /// <summary>Bit pairs: the first line holds quads 0 to 3 from the lowest bits up, the second 4 to 7.</summary>
    /// <param name="lower">The part's lines in the first bundle.</param>
    /// <param name="upper">Those in the second bundle.</param>
    /// <param name="quad">Which four elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Pairs(byte* lower, byte* upper, int quad)
    {
        int line = quad >> 2;
        return Field(lower + (16 * line), upper + (16 * line), (quad & 3) * 2, 0, 3);
    }

    /// <summary>Bits of a line, moved to another place of their bytes.</summary>
    /// <param name="lower">The line in the first bundle.</param>
    /// <param name="upper">The line in the second bundle.</param>
    /// <param name="from">The lowest bit.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="mask">The bits that are kept, before they go there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Field(byte* lower, byte* upper, int from, int to, int mask) =>
        Shift(BundleLanes.Line(lower, upper), from, to) & Vector256.Create((byte)(mask << to));

    /// <summary>Moves bits within 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Shift(Vector256<byte> line, int from, int to) =>
        from >= to ? (line.AsUInt16() >> (from - to)).AsByte() : (line.AsUInt16() << (to - from)).AsByte();

    /// <summary>Moves bits within lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> Shift(Vector256<uint> lanes, int from, int to) =>
        from >= to ? lanes >> (from - to) : lanes << (to - from);

    /// <summary>The order of bits in IQ5_K_R4 and IQ5_KS_R4: 0, 4, 1, 5, 2, 6, 3, 7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int BitOfIQ5(int quad) => ((quad & 1) * 4) + (quad >> 1);

    /// <summary>For each row's lane zero, or <paramref name="shift"/> in each byte where the row's bit is set.</summary>
    /// <param name="lower">A byte for each row of the first bundle.</param>
    /// <param name="upper">A byte for each row of the second bundle.</param>
    /// <param name="bit">The bit of these bytes.</param>
    /// <param name="shift">What is added to levels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Shifted(byte* lower, byte* upper, nint bit, int shift)
    {
        Vector256<uint> mask = Vector256.Create(1u << (int)bit);
        Vector256<uint> isShifted = Vector256.Equals(BundleLanes.Bytes(lower, upper) & mask, mask);
        return isShifted.AsByte() & Vector256.Create((byte)shift);
    }
}
