// IQ3_S_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte low[256]; byte high[32]; byte signs[128]; byte s[16] }</c>: of each group point q of a row, with bit q of its high byte
/// on top, in order of <c>q % 4</c>, then <c>q / 4</c>, then row; bit q of sign byte e is the sign of its element e;
/// <c>value = d * (2 * s + 1) * point</c>.
/// </summary>
internal readonly unsafe struct IQ3_S_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ3_S_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ3_SZero;

    public static int LargestQuant => 2 * GridPoints.IQ3_SZero;

    public static int BlockElements => 256;

    public static int BlockBytes => 440;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = BundleLanes.Halves(lower, upper);
        for (int group = 0; group < 8; group++)
        {
            int at = 424 + (4 * (group & 3));
            Vector256<uint> nibbles = BundleLanes.Bytes(lower + at, upper + at) >> (group & 4);
            GridScales.Store(nibbles & Vector256.Create(15u), d, 1, 2, 1, scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        nint lowAt = 8 + (32 * part) + (8 * (quad & 3)) + (quad & 4);
        nint highAt = 264 + (4 * part);
        nint signAt = 296 + (16 * part);
        Vector256<uint> low = BundleLanes.Bytes(lower + lowAt, upper + lowAt);
        Vector256<uint> high = BundleLanes.Bytes(lower + highAt, upper + highAt);
        Vector256<uint> top = (high << (8 - quad)) & Vector256.Create(0x100u);
        Vector256<byte> bit = Vector256.Create((byte)(1 << quad));
        Vector256<byte> mask = Vector256.Equals(BundleLanes.Line(lower + signAt, upper + signAt) & bit, bit);
        Vector256<byte> points = GridQuads.OfFours(GridPoints.IQ3_S, low | top);
        return GridPoints.Negate(points, mask, GridPoints.IQ3_SZero);
    }
}
