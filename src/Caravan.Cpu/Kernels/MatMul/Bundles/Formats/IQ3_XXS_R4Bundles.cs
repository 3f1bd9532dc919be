// IQ3_XXS_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte signs[128]; byte points[256] }</c>: for each group, then row, four bytes of signs with a bit of s each, and eight points;
/// <c>value = d / 4 * (2 * s + 1) * point</c>.
/// </summary>
internal readonly unsafe struct IQ3_XXS_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ3_XXS_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ3_XXSZero;

    public static int LargestQuant => 2 * GridPoints.IQ3_XXSZero;

    public static int BlockElements => 256;

    public static int BlockBytes => 392;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.OddAmongSigns(
            lower + 8,
            upper + 8,
            BundleLanes.Halves(lower, upper) * Vector256.Create(0.25f),
            scales
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        nint at = 8 + (16 * part);
        nint pointsAt = 136 + (32 * part);
        Vector256<uint> signs = GridQuads.ScaledSigns(BundleLanes.Line(lower + at, upper + at).AsUInt32());
        Vector256<uint> packed = GridQuads.OfPairs(lower + pointsAt, upper + pointsAt, quad >= 4);
        Vector256<byte> points = GridQuads.OfFours(GridPoints.IQ3_XXS, GridQuads.Byte(packed, quad & 3));
        return GridPoints.Negate(points, GridQuads.Mask(signs, quad >> 1, quad), GridPoints.IQ3_XXSZero);
    }
}
