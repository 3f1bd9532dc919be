// Arranges unpacked quants of eight rows in the lanes of a tile.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Transposes 32 elements of eight rows, so that each 32-bit lane of a row gets its place in the tile.</summary>
internal static unsafe class TilePacker
{
    /// <summary>Bytes that 32 elements of all rows take in a tile of bytes.</summary>
    internal const int ByteStep = 8 * TileLayout.LaneBytes;

    /// <summary>Bytes that 32 elements of all rows take in a tile of words.</summary>
    internal const int WordStep = 2 * ByteStep;

    /// <summary>Stores eight lanes of each of eight rows.</summary>
    /// <param name="rows">One vector a row.</param>
    /// <param name="tile">The first of eight pieces of <see cref="TileLayout.LaneBytes"/>, or its upper half.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector256<int>* rows, byte* tile)
    {
        // Within each 128-bit half: t holds pairs of lanes of two rows, u quartets of lanes of four rows.
        Vector256<long> t0 = Avx2.UnpackLow(rows[0], rows[1]).AsInt64();
        Vector256<long> t1 = Avx2.UnpackHigh(rows[0], rows[1]).AsInt64();
        Vector256<long> t2 = Avx2.UnpackLow(rows[2], rows[3]).AsInt64();
        Vector256<long> t3 = Avx2.UnpackHigh(rows[2], rows[3]).AsInt64();
        Vector256<long> t4 = Avx2.UnpackLow(rows[4], rows[5]).AsInt64();
        Vector256<long> t5 = Avx2.UnpackHigh(rows[4], rows[5]).AsInt64();
        Vector256<long> t6 = Avx2.UnpackLow(rows[6], rows[7]).AsInt64();
        Vector256<long> t7 = Avx2.UnpackHigh(rows[6], rows[7]).AsInt64();
        StoreLanes(Avx2.UnpackLow(t0, t2), Avx2.UnpackLow(t4, t6), tile, 0);
        StoreLanes(Avx2.UnpackHigh(t0, t2), Avx2.UnpackHigh(t4, t6), tile, 1);
        StoreLanes(Avx2.UnpackLow(t1, t3), Avx2.UnpackLow(t5, t7), tile, 2);
        StoreLanes(Avx2.UnpackHigh(t1, t3), Avx2.UnpackHigh(t5, t7), tile, 3);
    }

    /// <summary>Stores 32 signed bytes of each of eight rows, as words or as bytes that are 128 larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreSigned(Vector256<sbyte>* rows, bool asWords, byte* tile)
    {
        if (asWords)
        {
            StoreWords(rows, tile);
            return;
        }

        for (int row = 0; row < TileLayout.HalfRows; row++)
        {
            rows[row] ^= Vector256.Create(sbyte.MinValue);
        }

        Store((Vector256<int>*)rows, tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWords(Vector256<sbyte>* rows, byte* tile)
    {
        Vector256<int>* words = stackalloc Vector256<int>[TileLayout.HalfRows];
        for (int row = 0; row < TileLayout.HalfRows; row++)
        {
            words[row] = Avx2.ConvertToVector256Int16(rows[row].GetLower()).AsInt32();
        }

        Store(words, tile);
        for (int row = 0; row < TileLayout.HalfRows; row++)
        {
            words[row] = Avx2.ConvertToVector256Int16(rows[row].GetUpper()).AsInt32();
        }

        Store(words, tile + ByteStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLanes(Vector256<long> rows0To3, Vector256<long> rows4To7, byte* tile, int lane)
    {
        Vector256<long> lower = Avx2.Permute2x128(rows0To3, rows4To7, 0x20);
        Vector256<long> upper = Avx2.Permute2x128(rows0To3, rows4To7, 0x31);
        lower.Store((long*)(tile + (lane * TileLayout.LaneBytes)));
        upper.Store((long*)(tile + ((lane + 4) * TileLayout.LaneBytes)));
    }
}
