// Q5_0 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary><c>{ half d; uint32 high; byte q[16] }</c>: the fifth bit of element i is bit i of <c>high</c>; <c>value = d * (q - 16)</c>.</summary>
internal readonly unsafe struct Q5_0Rows : IAvx2Format
{
    public static TensorType Type => TensorType.Q5_0;

    public static int GroupElements => 32;

    public static int ZeroPoint => 16;

    public static int LargestQuant => 31;

    public static int BlockElements => 32;

    public static int BlockBytes => 22;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums) =>
        RowLanes.Halves(block, stride).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> low = PackedQuants.Nibbles(block + 6);
        return low | PackedQuants.Bits(*(uint*)(block + 2), 0x10);
    }
}
