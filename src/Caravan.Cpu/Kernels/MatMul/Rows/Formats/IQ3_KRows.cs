// IQ3_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; uint16 shifted; uint16 negative; byte s[8]; byte low[64]; byte high[32] }</c>: bits as in Q3_K;
/// <c>value = d * ±(2 * s + 1) * (level[q] + shift)</c>.
/// </summary>
internal readonly unsafe struct IQ3_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ3_K;

    public static int GroupElements => 16;

    public static int ZeroPoint => LevelZero.IQ3;

    public static int LargestQuant => LevelZero.IQ3Largest;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 110;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        GridScales.Nibbles(RowLanes.Words(block + 6, stride), d, 1, 2, 1, scales);
        GridScales.Nibbles(RowLanes.Words(block + 10, stride), d, 1, 2, 1, scales + (8 * TileLayout.Rows));
        Vector256<uint> negative = RowLanes.Words(block + 2, stride) >> 16;
        for (int group = 0; group < 16; group++)
        {
            Vector256<float> sign = (negative << 31).AsSingle();
            (Vector256.Load(scales + (group * TileLayout.Rows)) ^ sign).Store(scales + (group * TileLayout.Rows));
            negative >>= 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> low = PackedQuants.Field(block + 14 + (quad * 32), 2 * run, 3);
        Vector256<ushort> bits = Vector256.Load((ushort*)(block + 78)) >> (int)(4 * quad);
        Vector256<ushort> third = run < 3 ? bits << (2 - run) : bits >> 1;
        Vector256<byte> codes = low | (third.AsByte() & Vector256.Create((byte)4));
        return PackedQuants.Levels(codes, LevelZero.IQ3Levels)
            + PackedQuants.ShiftedGroups(*(ushort*)(block + 2), quad, run, NonLinearLevels.IQ3Shift);
    }
}
