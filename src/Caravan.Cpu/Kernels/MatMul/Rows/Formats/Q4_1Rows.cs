// Q4_1 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary><c>{ half d; half m; byte q[16] }</c>: <c>value = d * q + m</c>, so that the minimum is -m.</summary>
internal readonly unsafe struct Q4_1Rows : IAvx2Format
{
    public static TensorType Type => TensorType.Q4_1;

    public static int GroupElements => 32;

    public static bool HasMinimum => true;

    public static int LargestQuant => 15;

    public static int BlockElements => 32;

    public static int BlockBytes => 20;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> both = RowLanes.Words(block, stride);
        HalfVectors.ToSingle(both & Vector256.Create(0xFFFFu)).Store(scales);
        (-HalfVectors.ToSingle(both >> 16)).Store(minimums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) => PackedQuants.Nibbles(block + 4);
}
