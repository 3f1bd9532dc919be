// Scales of a segment's blocks.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;

namespace Caravan.Cpu;

/// <summary>Scales in the order [blocks][<see cref="AttentionTile.Size"/>].</summary>
internal static unsafe class WordScales
{
    private const int Size = AttentionTile.Size;

    // Rows whose scales are read together.
    private const int RowsTogether = 8;

    /// <summary>Reads the scales of rows of Q8_0, for AVX2; those without a row are left alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Read(byte* source, nint rowStride, int rows, int blocks, float* scales)
    {
        int row = 0;
        for (; row + RowsTogether <= rows; row += RowsTogether, source += RowsTogether * rowStride)
        {
            for (int block = 0; block < blocks; block++)
            {
                RowLanes
                    .Halves(source + (block * BlockStage.BlockBytes), rowStride)
                    .Store(scales + (block * Size) + row);
            }
        }

        for (; row < rows; row++, source += rowStride)
        {
            for (int block = 0; block < blocks; block++)
            {
                scales[(block * Size) + row] = HalfRows.ToSingle(*(ushort*)(source + (block * BlockStage.BlockBytes)));
            }
        }
    }

    /// <summary>Sets scales of values without a row to zero and notes whether any is infinite or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Complete(int rows, int blocks, float* scales)
    {
        Vector256<float> unfit = default;
        float* scale = scales;
        for (int block = 0; block < blocks; block++, scale += Size)
        {
            new Span<float>(scale + rows, Size - rows).Clear();
            for (int i = 0; i < Size; i += Vector256<float>.Count)
            {
                unfit += Vector256.Load(scale + i) * 0;
            }
        }

        Note(blocks, scales, Vector256.Sum(unfit) != 0);
    }

    /// <summary>Notes behind the scales whether any is infinite or NaN.</summary>
    internal static void Note(int blocks, float* scales, bool areSpecial) => scales[blocks * Size] = areSpecial ? 1 : 0;

    /// <summary>What was noted.</summary>
    internal static bool AreSpecial(int blocks, float* scales) => scales[blocks * Size] != 0;
}
