// IQ2_XXS_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte signs[128]; byte points[128] }</c>: for each group, then row, four bytes of signs with a bit of s each, and four points;
/// <c>value = d / 8 * (2 * s + 1) * point</c>.
/// </summary>
internal readonly unsafe struct IQ2_XXS_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ2_XXS_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ2Zero;

    public static int LargestQuant => 2 * GridPoints.IQ2Zero;

    public static int BlockElements => 256;

    public static int BlockBytes => 264;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.OddAmongSigns(
            lower + 8,
            upper + 8,
            BundleLanes.Halves(lower, upper) * Vector256.Create(0.125f),
            scales
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int point = quad >> 1;
        nint at = 8 + (16 * part);
        Vector256<uint> signs = GridQuads.ScaledSigns(BundleLanes.Line(lower + at, upper + at).AsUInt32());
        Vector256<uint> packed = BundleLanes.Line(lower + 128 + at, upper + 128 + at).AsUInt32();
        Vector256<byte> points = GridQuads.OfEights(GridPoints.IQ2_XXS, GridQuads.Byte(packed, point), quad);
        return GridPoints.Negate(points, GridQuads.Mask(signs, point, quad), GridPoints.IQ2Zero);
    }
}
