// Unpacks eight rows of a quantized type into memory: 32 elements at a time, or a tile's share.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

internal static unsafe class RowUnpack<TFormat>
    where TFormat : IAvx2Format
{
    private const int Elements = 32;

    /// <summary>Unpacks blocks of eight rows into one half of a tile's lanes.</summary>
    /// <param name="block">The first row's first block.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="rowScales">The rows' own scales, for types that have such.</param>
    /// <param name="blocks">Blocks of each row.</param>
    /// <param name="asWords">Whether signed quants become words, or bytes that are 128 larger.</param>
    /// <param name="quants">The half's first lane.</param>
    /// <param name="scales">The half's first scale.</param>
    /// <param name="minimums">The half's first minimum; not written when the type has none.</param>
    /// <param name="scratch"><see cref="RowScratch.Bytes"/> bytes, aligned to 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Tile(
        byte* block,
        nint stride,
        Vector256<float> rowScales,
        int blocks,
        bool asWords,
        byte* quants,
        float* scales,
        float* minimums,
        byte* scratch
    )
    {
        Vector256<byte>* unpacked = (Vector256<byte>*)(scratch + RowScratch.QuantOffset);
        int groups = TFormat.BlockElements / TFormat.GroupElements;
        for (int i = 0; i < blocks; i++)
        {
            TFormat.Scales(block, stride, rowScales, scales, minimums);
            for (int part = 0; part < TFormat.BlockElements / Elements; part++)
            {
                Part(block, stride, part >> 2, part & 3, (byte*)unpacked);
                if (TFormat.LargestQuant == 0)
                {
                    TilePacker.StoreSigned((Vector256<sbyte>*)unpacked, asWords, quants);
                    quants += asWords ? TilePacker.WordStep : TilePacker.ByteStep;
                }
                else
                {
                    TilePacker.Store((Vector256<int>*)unpacked, quants);
                    quants += TilePacker.ByteStep;
                }
            }

            block += TFormat.BlockBytes;
            scales += groups * TileLayout.Rows;
            minimums += groups * TileLayout.Rows;
        }
    }

    /// <summary>Unpacks 32 elements of eight rows into memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Part(byte* block, nint stride, nint quad, int run, byte* stage)
    {
        for (int row = 0; row < TileLayout.HalfRows; row++)
        {
            TFormat.Quants(block, quad, run).Store(stage);
            block += stride;
            stage += Elements;
        }
    }
}
