// IQ1_M_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// Bundle: <c>half d[4]</c>, then blocks <c>{ byte low[16]; byte h[8]; byte s[4] }</c>: a line is a point of each row; nibbles of h have its three
/// top bits and the sign of its shift; <c>value = d * s * (point ± 1/8)</c>, in eighths.
/// </summary>
internal readonly unsafe struct IQ1_M_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ1_M_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static int ZeroPoint => GridPoints.IQ1Zero;

    public static int LargestQuant => 2 * GridPoints.IQ1Zero;

    public static int BlockElements => 32;

    public static int BlockBytes => 28;

    public static int HeaderBytes => 4 * sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* lower, byte* upper) => BundleLanes.Halves(lower, upper);

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> packed = BundleLanes.Bytes(lower + 24, upper + 24);
        GridScales.Store(packed & Vector256.Create(15u), rowScales, 0, 1, 0.125f, scales);
        GridScales.Store(packed >> 4, rowScales, 0, 1, 0.125f, scales + TileLayout.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int point = quad >> 1;
        int highAt = 16 + (point >> 1 << 2);
        Vector256<uint> high = BundleLanes.Bytes(lower + highAt, upper + highAt) >> ((point & 1) * 4);
        Vector256<uint> low = BundleLanes.Bytes(lower + (4 * point), upper + (4 * point));
        Vector256<uint> top = (high & Vector256.Create(7u)) << 8;
        // Two less in every byte where the sign is set.
        Vector256<uint> two = ((high << 28).AsInt32() >> 31).AsUInt32() & Vector256.Create(0x02020202u);
        Vector256<byte> shift = Vector256.Create((byte)(GridPoints.IQ1Zero + 1)) - two.AsByte();
        return GridQuads.OfEights(GridPoints.IQ1, low | top, quad) + shift;
    }
}
