// IQ2_BN for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d</c>, then blocks of 16 bytes: pair p of byte j is element <c>16 * p + j</c>; <c>value = d * (q - 1)</c>.
/// </summary>
internal readonly unsafe struct IQ2_BNRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ2_BN;

    public static int GroupElements => 32;

    public static int ZeroPoint => 1;

    public static int LargestQuant => 3;

    public static int BlockElements => 64;

    public static int BlockBytes => 16;

    public static int RowHeaderBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Words(rows, stride).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        rowScales.Store(scales);
        rowScales.Store(scales + TileLayout.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<ulong> twice = Avx2.BroadcastVector128ToVector256((ulong*)block);
        ulong shift = (ulong)run * 4;
        Vector256<ulong> pairs = Avx2.ShiftRightLogicalVariable(
            twice,
            Vector256.Create(shift, shift, shift + 2, shift + 2)
        );
        return pairs.AsByte() & Vector256.Create((byte)3);
    }
}
