// IQ4_KT for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ uint32 groups[8]; byte low[64]; byte high[32] }</c>: a group's word has an offset's bit, seven
/// bits of s and three top bits for each of its eight codes of four elements; <c>value = d * (s - 64) * level</c>.
/// </summary>
internal readonly unsafe struct IQ4_KTRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ4_KT;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 128;

    public static int RowHeaderBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Words(rows, stride).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Four(block, stride, rowScales, scales);
        Four(block + 16, stride, rowScales, scales + (4 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(byte* groups, nint stride, Vector256<float> rowScales, float* scales)
    {
        RowLanes.Quads(
            groups,
            stride,
            out Vector256<uint> g0,
            out Vector256<uint> g1,
            out Vector256<uint> g2,
            out Vector256<uint> g3
        );
        Vector256<uint> seven = Vector256.Create(127u);
        GridScales.Store((g0 >> 1) & seven, rowScales, -64, 1, 1, scales);
        GridScales.Store((g1 >> 1) & seven, rowScales, -64, 1, 1, scales + TileLayout.Rows);
        GridScales.Store((g2 >> 1) & seven, rowScales, -64, 1, 1, scales + (2 * TileLayout.Rows));
        GridScales.Store((g3 >> 1) & seven, rowScales, -64, 1, 1, scales + (3 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        uint word = ((uint*)block)[(4 * quad) + run];
        Vector256<uint> low = Avx2.ConvertToVector256Int32(block + 32 + (32 * quad) + (8 * run)).AsUInt32();
        Vector256<uint> high = Avx2.ConvertToVector256Int32(block + 96 + (8 * run)).AsUInt32();
        Vector256<uint> middle = (high << (int)(8 - (4 * quad))) & Vector256.Create(0xF00u);
        // Bits 8 + 3 * i to 10 + 3 * i go to the top, and from there to bits 12 to 14.
        Vector256<uint> top = Avx2.ShiftLeftLogicalVariable(
            Vector256.Create(word),
            Vector256.Create(21u, 18u, 15u, 12u, 9u, 6u, 3u, 0u)
        );
        uint offset = IntegerTrellis.Offset + ((word & 1) << 15);
        Vector256<uint> codes = low | middle | ((top >> 17) & Vector256.Create(0x7000u));
        return TrellisLevels.OfFours(codes + Vector256.Create(offset));
    }
}
