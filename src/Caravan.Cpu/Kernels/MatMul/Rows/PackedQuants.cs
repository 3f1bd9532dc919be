// Reads packed quants of 32 elements in the layouts that several types share.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

internal static unsafe class PackedQuants
{
    /// <summary>Sixteen bytes: their low nibbles are elements 0 to 15, their high ones 16 to 31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Nibbles(byte* packed)
    {
        Vector256<ulong> twice = Avx2.BroadcastVector128ToVector256((ulong*)packed);
        Vector256<ulong> shifted = Avx2.ShiftRightLogicalVariable(twice, Vector256.Create(0ul, 0ul, 4ul, 4ul));
        return shifted.AsByte() & Vector256.Create((byte)15);
    }

    /// <summary>32 bytes, of each the <paramref name="mask"/> bits from bit <paramref name="shift"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Field(byte* packed, int shift, byte mask) =>
        (Vector256.Load((ushort*)packed) >> shift).AsByte() & Vector256.Create(mask);

    /// <summary>For each of 32 bits, from the lowest on, a byte of zero or <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Bits(uint bits, byte value)
    {
        // Each byte gets the byte of the word that holds its bit, and is compared with that bit alone.
        Vector256<byte> spread = Avx2.Shuffle(
            Vector256.Create(bits).AsByte(),
            Vector256.Create(0x0000000000000000, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303).AsByte()
        );
        Vector256<byte> bit = Vector256.Create(0x8040201008040201ul).AsByte();
        return Vector256.Equals(spread & bit, bit) & Vector256.Create(value);
    }

    /// <summary>The level of each code of 0 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Levels(Vector256<byte> codes, Vector128<sbyte> levels) =>
        Avx2.Shuffle(Vector256.Create(levels, levels).AsByte(), codes);

    /// <summary>The level of each five-bit code of 32 levels.</summary>
    /// <param name="low">The codes' nibbles.</param>
    /// <param name="high">The codes' fifth bits, at the top of each byte; what is below does not matter.</param>
    /// <param name="levels">32 levels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Levels(Vector256<byte> low, Vector256<byte> high, ReadOnlySpan<sbyte> levels) =>
        Avx2.BlendVariable(
            Levels(low, Vector128.Create(levels[..16])),
            Levels(low, Vector128.Create(levels[16..])),
            high
        );

    /// <summary>Four or eight levels, repeated to sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<sbyte> Table(ReadOnlySpan<sbyte> levels) =>
        levels.Length == 8
            ? Vector128.Create(MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(levels))).AsSByte()
            : Vector128.Create(MemoryMarshal.Read<uint>(MemoryMarshal.AsBytes(levels))).AsSByte();

    /// <summary>For each 16 elements of a run zero, or <paramref name="shift"/> where the group's bit is set.</summary>
    /// <param name="shifted">One bit for each 16 elements of the block.</param>
    /// <param name="quad">Which 128 elements.</param>
    /// <param name="run">Which 32 of them.</param>
    /// <param name="shift">What is added to the levels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> ShiftedGroups(ushort shifted, nint quad, int run, int shift)
    {
        Vector256<ushort> bits = Vector256.Create((ushort)(shifted >> (int)(8 * quad)));
        Vector256<ushort> bit = Vector256.Create(
            Vector128.Create((ushort)(1 << (2 * run))),
            Vector128.Create((ushort)(2 << (2 * run)))
        );
        return Vector256.Equals(bits & bit, bit).AsByte() & Vector256.Create((byte)shift);
    }
}
