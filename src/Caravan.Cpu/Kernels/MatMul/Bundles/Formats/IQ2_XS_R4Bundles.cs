// IQ2_XS_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; uint16 points[128]; byte s[32] }</c>: for each 32 elements, then row, four words of nine bits of point and seven of signs, and
/// the scales of both halves; <c>value = d / 8 * (2 * s + 1) * point</c>.
/// </summary>
internal readonly unsafe struct IQ2_XS_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ2_XS_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static int ZeroPoint => GridPoints.IQ2Zero;

    public static int LargestQuant => 2 * GridPoints.IQ2Zero;

    public static int BlockElements => 256;

    public static int BlockBytes => 296;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.OddNibbles(
            lower + 264,
            upper + 264,
            BundleLanes.Halves(lower, upper) * Vector256.Create(0.125f),
            scales
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int point = quad >> 1;
        nint at = 8 + (32 * part);
        Vector256<uint> words = GridQuads.OfPairs(lower + at, upper + at, point >= 2) >> ((point & 1) * 16);
        Vector256<uint> seven = (words >> 9) & Vector256.Create(127u);
        Vector256<uint> signs = seven ^ (seven << 1);
        Vector256<uint> index = words & Vector256.Create(511u);
        Vector256<byte> points = GridQuads.OfEights(GridPoints.IQ2_XS, index, quad);
        return GridPoints.Negate(points, GridQuads.Mask(signs, 0, quad), GridPoints.IQ2Zero);
    }
}
