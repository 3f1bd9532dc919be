// Grid points of interleaved rows: four elements of each of eight rows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Bundles;

/// <summary>Lanes of 32 bits are rows. Indices stay within their tables: they have as many bits as the tables need.</summary>
internal static unsafe class GridQuads
{
    /// <summary>Of points of eight elements those that an even or an odd quad has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> OfEights(ulong* points, Vector256<uint> index, int quad) =>
        Avx2.GatherVector256((int*)points + (quad & 1), index.AsInt32(), sizeof(ulong)).AsByte();

    /// <summary>Points of four elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> OfFours(uint* points, Vector256<uint> index) =>
        Avx2.GatherVector256((int*)points, index.AsInt32(), sizeof(uint)).AsByte();

    /// <summary>A byte of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> Byte(Vector256<uint> lanes, int index) =>
        (lanes >> (8 * index)) & Vector256.Create(0xFFu);

    /// <summary>Masks of the signs of an even or an odd quad: four bits of a byte of each lane.</summary>
    /// <param name="signs">Signs of eight elements a byte.</param>
    /// <param name="index">Which byte.</param>
    /// <param name="quad">Even for the lower four bits, odd for the upper.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Mask(Vector256<uint> signs, int index, int quad)
    {
        Vector128<uint> places = Vector128.Create(0x00000000u, 0x04040404u, 0x08080808u, 0x0C0C0C0Cu);
        places += Vector128.Create(0x01010101u * (uint)index);
        Vector256<byte> spread = Avx2.Shuffle(signs.AsByte(), Vector256.Create(places, places).AsByte());
        Vector256<byte> bits = Vector256.Create((quad & 1) == 0 ? 0x08040201u : 0x80402010u).AsByte();
        return Vector256.Equals(spread & bits, bits);
    }

    /// <summary>One double word of each row where rows have two, in two bundles of four rows.</summary>
    /// <param name="lower">The first bundle's 32 bytes.</param>
    /// <param name="upper">The second bundle's.</param>
    /// <param name="second">Which double word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> OfPairs(byte* lower, byte* upper, bool second)
    {
        Vector256<float> first = Vector256.Load((float*)lower);
        Vector256<float> last = Vector256.Load((float*)upper);
        // Rows 0 and 1 of both bundles, then rows 2 and 3.
        Vector256<float> mixed = second ? Avx.Shuffle(first, last, 0xDD) : Avx.Shuffle(first, last, 0x88);
        return Avx2.Permute4x64(mixed.AsUInt64(), 0b11_01_10_00).AsUInt32();
    }

    /// <summary>The signs of bytes that hold seven, exclusive-or their half, and one bit of something else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> ScaledSigns(Vector256<uint> packed) =>
        (packed & Vector256.Create(0xFEFEFEFEu)) ^ ((packed >> 1) & Vector256.Create(0x7F7F7F7Fu));

    /// <summary>The four lowest bits of such bytes, one of each, the first the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> LowestBits(Vector256<uint> packed)
    {
        Vector256<uint> bits = packed & Vector256.Create(0x01010101u);
        return (bits | (bits >> 7) | (bits >> 14) | (bits >> 21)) & Vector256.Create(15u);
    }
}
