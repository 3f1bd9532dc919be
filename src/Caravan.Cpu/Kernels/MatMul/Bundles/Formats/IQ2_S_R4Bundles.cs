// IQ2_S_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte low[128]; byte high[32]; byte signs[128]; byte s[32] }</c>: for each 32 elements, then row, four points with two high bits
/// each in a byte, four bytes of signs and the scales of both halves; <c>value = d / 8 * (2 * s + 1) * point</c>.
/// </summary>
internal readonly unsafe struct IQ2_S_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ2_S_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static int ZeroPoint => GridPoints.IQ2Zero;

    public static int LargestQuant => 2 * GridPoints.IQ2Zero;

    public static int BlockElements => 256;

    public static int BlockBytes => 328;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.OddNibbles(
            lower + 296,
            upper + 296,
            BundleLanes.Halves(lower, upper) * Vector256.Create(0.125f),
            scales
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int point = quad >> 1;
        nint line = 16 * part;
        nint highAt = 136 + (4 * part);
        Vector256<uint> low = BundleLanes.Line(lower + 8 + line, upper + 8 + line).AsUInt32();
        Vector256<uint> high = BundleLanes.Bytes(lower + highAt, upper + highAt);
        Vector256<uint> signs = BundleLanes.Line(lower + 168 + line, upper + 168 + line).AsUInt32();
        Vector256<uint> top = FourRowQuads.Shift(high, 2 * point, 8) & Vector256.Create(0x300u);
        Vector256<byte> points = GridQuads.OfEights(GridPoints.IQ2_S, GridQuads.Byte(low, point) | top, quad);
        return GridPoints.Negate(points, GridQuads.Mask(signs, point, quad), GridPoints.IQ2Zero);
    }
}
