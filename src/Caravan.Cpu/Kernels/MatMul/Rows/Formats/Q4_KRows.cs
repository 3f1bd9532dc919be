// Q4_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary><c>{ half d; half dmin; byte sm[12]; byte q[128] }</c>: each 32 bytes of q are two groups, low nibbles, then high.</summary>
internal readonly unsafe struct Q4_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.Q4_K;

    public static int GroupElements => 32;

    public static bool HasMinimum => true;

    public static int LargestQuant => 15;

    public static int BlockElements => 256;

    public static int BlockBytes => 144;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums) =>
        SixBitScales.Write(block, stride, scales, minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) =>
        PackedQuants.Field(block + 16 + (quad * 64) + (run >> 1 << 5), 4 * (run & 1), 15);
}
