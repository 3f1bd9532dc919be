// IQ2_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; uint16 shifted; byte s[8]; byte q[64] }</c>: bit pairs as in Q2_K; <c>value = d * (s - 8) * (level[q] + shift)</c>.
/// </summary>
internal readonly unsafe struct IQ2_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ2_K;

    public static int GroupElements => 16;

    public static int ZeroPoint => LevelZero.IQ2;

    public static int LargestQuant => LevelZero.IQ2Largest;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 76;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        GridScales.Nibbles(RowLanes.Words(block + 4, stride), d, -8, 1, 1, scales);
        GridScales.Nibbles(RowLanes.Words(block + 8, stride), d, -8, 1, 1, scales + (8 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> codes = PackedQuants.Field(block + 12 + (quad * 32), 2 * run, 3);
        return PackedQuants.Levels(codes, LevelZero.IQ2Levels)
            + PackedQuants.ShiftedGroups(*(ushort*)(block + 2), quad, run, NonLinearLevels.IQ2Shift);
    }
}
