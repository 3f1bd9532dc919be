// Q1_0 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; byte q[16] }</c>: bit i is element i; <c>value = d</c> where it is set, <c>-d</c> where not.
/// </summary>
internal readonly unsafe struct Q1_0Rows : IAvx2Format
{
    public static TensorType Type => TensorType.Q1_0;

    public static int GroupElements => 32;

    public static int ZeroPoint => 1;

    public static int LargestQuant => 2;

    public static int BlockElements => 128;

    public static int BlockBytes => 18;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        for (int group = 0; group < 4; group++)
        {
            d.Store(scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) =>
        PackedQuants.Bits(*(uint*)(block + 2 + (run * 4)), 2);
}
