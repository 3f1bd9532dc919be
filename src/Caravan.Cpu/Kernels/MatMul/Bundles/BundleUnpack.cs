// Unpacks blocks of eight interleaved rows into one half of a tile's lanes.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Bundles;

/// <summary>Interleaved rows have the tile's own order: four elements of each row side by side.</summary>
internal static unsafe class BundleUnpack<TFormat>
    where TFormat : IBundleFormat
{
    private const int Part = 32;
    private const int Quads = 8;

    /// <summary>Unpacks blocks of eight rows.</summary>
    /// <param name="lower">The first bundle's first block.</param>
    /// <param name="upper">The second bundle's, where bundles have four rows.</param>
    /// <param name="rowScales">The rows' own scales, for types that have such.</param>
    /// <param name="blocks">Blocks of each row.</param>
    /// <param name="asWords">Whether signed quants become words, or bytes that are 128 larger.</param>
    /// <param name="quants">The half's first lane.</param>
    /// <param name="scales">The half's first scale.</param>
    /// <param name="minimums">The half's first minimum; not written when the type has none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile(
        byte* lower,
        byte* upper,
        Vector256<float> rowScales,
        int blocks,
        bool asWords,
        byte* quants,
        float* scales,
        float* minimums
    )
    {
        int groups = TFormat.BlockElements / TFormat.GroupElements;
        int quadBytes = TFormat.LargestQuant == 0 && asWords ? 2 * TileLayout.LaneBytes : TileLayout.LaneBytes;
        for (int i = 0; i < blocks; i++)
        {
            TFormat.Scales(lower, upper, rowScales, scales, minimums);
            for (nint part = 0; part < TFormat.BlockElements / Part; part++)
            {
                Store(TFormat.Quants(lower, upper, part, 0), asWords, quants);
                Store(TFormat.Quants(lower, upper, part, 1), asWords, quants + quadBytes);
                Store(TFormat.Quants(lower, upper, part, 2), asWords, quants + (2 * quadBytes));
                Store(TFormat.Quants(lower, upper, part, 3), asWords, quants + (3 * quadBytes));
                Store(TFormat.Quants(lower, upper, part, 4), asWords, quants + (4 * quadBytes));
                Store(TFormat.Quants(lower, upper, part, 5), asWords, quants + (5 * quadBytes));
                Store(TFormat.Quants(lower, upper, part, 6), asWords, quants + (6 * quadBytes));
                Store(TFormat.Quants(lower, upper, part, 7), asWords, quants + (7 * quadBytes));
                quants += Quads * quadBytes;
            }

            lower += TFormat.BlockBytes;
            upper += TFormat.BlockBytes;
            scales += groups * TileLayout.Rows;
            minimums += groups * TileLayout.Rows;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<byte> quants, bool asWords, byte* tile)
    {
        if (TFormat.LargestQuant != 0)
        {
            quants.Store(tile);
        }
        else if (!asWords)
        {
            (quants ^ Vector256.Create((byte)0x80)).Store(tile);
        }
        else
        {
            // Bytes go to the upper halves of words and come down with their signs.
            Words(quants, Vector128.Create(0x0580_0480_0180_0080, 0x0D80_0C80_0980_0880), tile);
            Words(quants, Vector128.Create(0x0780_0680_0380_0280, 0x0F80_0E80_0B80_0A80), tile + TileLayout.LaneBytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Words(Vector256<byte> quants, Vector128<long> places, byte* tile) =>
        (Avx2.Shuffle(quants, Vector256.Create(places, places).AsByte()).AsInt16() >> 8).Store((short*)tile);
}
