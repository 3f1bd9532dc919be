// IQ3_XXS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; byte point[64]; uint32 signs[8] }</c>: each 32 elements are eight points of four and one <c>signs</c> as in IQ2_XXS;
/// <c>value = d * (s + 1/2) / 2 * point</c>.
/// </summary>
internal readonly unsafe struct IQ3_XXSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ3_XXS;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ3_XXSZero;

    public static int LargestQuant => 2 * GridPoints.IQ3_XXSZero;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 98;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        for (int group = 0; group < 8; group++)
        {
            Vector256<uint> signs = RowLanes.Words(block + 66 + (4 * group), stride);
            GridScales.Store(signs >> 28, d, 0.5f, 1, 0.5f, scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        nint part = (4 * quad) + run;
        byte* packed = block + 2 + (part * 8);
        uint* points = GridPoints.IQ3_XXS;
        Vector256<uint> magnitudes = Vector256.Create(
            points[packed[0]],
            points[packed[1]],
            points[packed[2]],
            points[packed[3]],
            points[packed[4]],
            points[packed[5]],
            points[packed[6]],
            points[packed[7]]
        );
        uint signs = *(uint*)(block + 66 + (part * 4));
        return GridPoints.Negate(magnitudes.AsByte(), GridPoints.SignsOf28Bits(signs), GridPoints.IQ3_XXSZero);
    }
}
