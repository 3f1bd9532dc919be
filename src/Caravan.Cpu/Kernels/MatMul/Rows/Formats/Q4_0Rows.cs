// Q4_0 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary><c>{ half d; byte q[16] }</c>: <c>value = d * (q - 8)</c>.</summary>
internal readonly unsafe struct Q4_0Rows : IAvx2Format
{
    public static TensorType Type => TensorType.Q4_0;

    public static int GroupElements => 32;

    public static int ZeroPoint => 8;

    public static int LargestQuant => 15;

    public static int BlockElements => 32;

    public static int BlockBytes => 18;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums) =>
        RowLanes.Halves(block, stride).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) => PackedQuants.Nibbles(block + 2);
}
