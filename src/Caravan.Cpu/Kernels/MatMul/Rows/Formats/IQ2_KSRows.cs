// IQ2_KS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>half d</c>, then blocks <c>{ uint16 extra; byte s[4]; byte q[64] }</c>: bits 0 to 7 of <c>extra</c> shift a group's levels, the
/// others are the fifth bits of the scales; <c>value = d * (s - 16) * (level[q] + shift)</c>.
/// </summary>
internal readonly unsafe struct IQ2_KSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ2_KS;

    public static int GroupElements => 32;

    public static int ZeroPoint => LevelZero.IQ2;

    public static int LargestQuant => LevelZero.IQ2Largest;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 70;

    public static int RowHeaderBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Halves(rows, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> low = RowLanes.Words(block + 2, stride);
        Vector256<uint> high = RowLanes.Words(block, stride) >> 8;
        for (int group = 0; group < 8; group++)
        {
            Vector256<uint> scale = (low & Vector256.Create(15u)) | ((high & Vector256<uint>.One) << 4);
            GridScales.Store(scale, rowScales, -16, 1, 1, scales + (group * TileLayout.Rows));
            low >>= 4;
            high >>= 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> codes = PackedQuants.Field(block + 6 + (quad * 32), 2 * run, 3);
        int shift = NonLinearLevels.IQ2Shift * ((block[0] >> (int)((4 * quad) + run)) & 1);
        return PackedQuants.Levels(codes, LevelZero.IQ2Levels) + Vector256.Create((byte)shift);
    }
}
