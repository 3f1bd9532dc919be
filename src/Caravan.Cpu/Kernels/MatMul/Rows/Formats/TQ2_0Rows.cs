// TQ2_0 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ byte q[64]; half d }</c>: bit pairs as in Q2_K; <c>value = d * (q - 1)</c>.
/// </summary>
internal readonly unsafe struct TQ2_0Rows : IAvx2Format
{
    public static TensorType Type => TensorType.TQ2_0;

    public static int GroupElements => 32;

    public static int ZeroPoint => 1;

    public static int LargestQuant => 3;

    public static int BlockElements => 256;

    public static int BlockBytes => 66;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block + 64, stride);
        for (int group = 0; group < 8; group++)
        {
            d.Store(scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) =>
        PackedQuants.Field(block + (quad * 32), 2 * run, 3);
}
