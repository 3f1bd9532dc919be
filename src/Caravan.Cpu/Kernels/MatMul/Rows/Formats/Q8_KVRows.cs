// Q8_KV for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d; int sum</c>, then signed bytes; <c>value = d * q</c>.
/// </summary>
internal readonly unsafe struct Q8_KVRows : IAvx2Format
{
    public static TensorType Type => TensorType.Q8_KV;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 32;

    public static int BlockBytes => 32;

    public static int RowHeaderBytes => sizeof(float) + sizeof(int);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Words(rows, stride).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums) =>
        rowScales.Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) => Vector256.Load(block);
}
