// IQ5_KS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte s[8]; byte low[128]; byte high[32] }</c>; scales as in IQ4_KS, quants as in IQ5_K.
/// </summary>
internal readonly unsafe struct IQ5_KSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ5_KS;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 168;

    public static int RowHeaderBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Words(rows, stride).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        RowByteScales.Write(RowLanes.Words(block, stride), rowScales, scales);
        RowByteScales.Write(RowLanes.Words(block + 4, stride), rowScales, scales + (4 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> low = PackedQuants.Field(block + 8 + (quad * 64) + (run >> 1 << 5), 4 * (run & 1), 15);
        Vector256<ushort> bits = Vector256.Load((ushort*)(block + 136)) << (int)(4 - (4 * quad));
        int shift = NonLinearLevels.IQ5Shift * (block[(4 * quad) + run] & 1);
        return PackedQuants.Levels(low, (bits << (3 - run)).AsByte(), NonLinearLevels.IQ5)
            + Vector256.Create((byte)shift);
    }
}
