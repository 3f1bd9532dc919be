// Scales of several bits in blocks of interleaved rows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Bundles;

/// <summary>
/// Scales stand in order of group, then row. Of 64 with six bits scale i has a nibble of byte <c>i % 32</c> and a pair of byte
/// <c>i % 16</c> of another field.
/// </summary>
internal static unsafe class BundleScales
{
    /// <summary>Six bits less 32, sixteen groups of two times four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SixBits(byte* lower, byte* upper, int nibbles, int pairs, Vector256<float> d, float* scales)
    {
        for (int group = 0; group < 16; group++)
        {
            int byteAt = nibbles + (4 * (group & 7));
            int pairAt = pairs + (4 * (group & 3));
            Vector256<uint> low = BundleLanes.Bytes(lower + byteAt, upper + byteAt) >> (group >> 3 << 2);
            Vector256<uint> high = BundleLanes.Bytes(lower + pairAt, upper + pairAt) >> (group >> 2 << 1);
            Store(low, high, d, scales + (group * TileLayout.Rows));
        }
    }

    /// <summary>Six bits less 32, eight groups of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SixBits(byte* nibbles, byte* pairs, Vector256<float> d, float* scales)
    {
        for (int group = 0; group < 8; group++)
        {
            Vector256<uint> low = BundleLanes.Bytes(nibbles + (8 * (group & 3))) >> (group >> 2 << 2);
            Vector256<uint> high = BundleLanes.Bytes(pairs + (8 * (group & 1))) >> (group >> 1 << 1);
            Store(low, high, d, scales + (group * TileLayout.Rows));
        }
    }

    /// <summary>Scales and minimums of six bits each, eight groups: both nibbles share a byte, both pairs a nibble.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void WithMinimums(byte* lower, byte* upper, float* scales, float* minimums)
    {
        const int High = 16;
        const int Low = 32;
        Vector256<float> d = BundleLanes.Halves(lower, upper);
        Vector256<float> m = BundleLanes.Halves(lower + 8, upper + 8);
        for (int group = 0; group < 8; group++)
        {
            int at = 4 * group;
            int highAt = High + (at & 15);
            Vector256<uint> low = BundleLanes.Bytes(lower + Low + at, upper + Low + at);
            Vector256<uint> high = BundleLanes.Bytes(lower + highAt, upper + highAt) >> (group >> 2 << 2);
            Vector256<uint> scale = (low & Vector256.Create(15u)) | ((high & Vector256.Create(3u)) << 4);
            Vector256<uint> minimum = (low >> 4) | ((high & Vector256.Create(12u)) << 2);
            (d * Vector256.ConvertToSingle(scale.AsInt32())).Store(scales + (group * TileLayout.Rows));
            (m * Vector256.ConvertToSingle(minimum.AsInt32())).Store(minimums + (group * TileLayout.Rows));
        }
    }

    /// <summary>Odd numbers of four bits, twice a nibble and one: for each 32 elements, then row, a byte with those of both halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void OddNibbles(byte* lower, byte* upper, Vector256<float> d, float* scales)
    {
        for (int part = 0; part < 8; part++)
        {
            int at = 4 * part;
            Vector256<uint> packed = BundleLanes.Bytes(lower + at, upper + at);
            float* two = scales + (2 * part * TileLayout.Rows);
            GridScales.Store(packed & Vector256.Create(15u), d, 1, 2, 1, two);
            GridScales.Store(packed >> 4, d, 1, 2, 1, two + TileLayout.Rows);
        }
    }

    /// <summary>Odd numbers of four bits, one in each of four bytes of signs: eight groups, then row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void OddAmongSigns(byte* lower, byte* upper, Vector256<float> d, float* scales)
    {
        for (int group = 0; group < 8; group++)
        {
            int at = 16 * group;
            Vector256<uint> packed = BundleLanes.Line(lower + at, upper + at).AsUInt32();
            GridScales.Store(GridQuads.LowestBits(packed), d, 1, 2, 1, scales + (group * TileLayout.Rows));
        }
    }

    /// <summary>A byte less 127, whose lowest bit is another thing: eight groups, then row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EvenBytes(byte* lower, byte* upper, Vector256<float> d, float* scales)
    {
        for (int group = 0; group < 8; group++)
        {
            int at = 4 * group;
            Vector256<uint> packed = BundleLanes.Bytes(lower + at, upper + at);
            GridScales.Store(packed & Vector256.Create(254u), d, -127, 1, 1, scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<uint> low, Vector256<uint> high, Vector256<float> d, float* scales)
    {
        Vector256<uint> scale = (low & Vector256.Create(15u)) | ((high & Vector256.Create(3u)) << 4);
        GridScales.Store(scale, d, -32, 1, 1, scales);
    }
}
