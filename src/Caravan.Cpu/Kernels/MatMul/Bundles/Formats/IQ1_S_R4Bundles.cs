// IQ1_S_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// Bundle: <c>half d[4]</c>, then blocks <c>{ byte low[16]; uint16 h[4] }</c>: a line is a point of each row; h has three top bits for each of
/// four points, a three-bit s and the sign of the shift; <c>value = d * (2 * s + 1) * (point ± 1/8)</c>, in eighths.
/// </summary>
internal readonly unsafe struct IQ1_S_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ1_S_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ1Zero;

    public static int LargestQuant => 2 * GridPoints.IQ1Zero;

    public static int BlockElements => 32;

    public static int BlockBytes => 24;

    public static int HeaderBytes => 4 * sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* lower, byte* upper) => BundleLanes.Halves(lower, upper);

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> scale = (High(lower, upper) >> 12) & Vector256.Create(7u);
        GridScales.Store(scale, rowScales, 1, 2, 0.125f, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int point = quad >> 1;
        Vector256<uint> high = High(lower, upper);
        Vector256<uint> low = BundleLanes.Bytes(lower + (4 * point), upper + (4 * point));
        Vector256<uint> top = FourRowQuads.Shift(high, 3 * point, 8) & Vector256.Create(0x700u);
        // Two less in every byte where the sign is set.
        Vector256<uint> two = ((high << 16).AsInt32() >> 31).AsUInt32() & Vector256.Create(0x02020202u);
        Vector256<byte> shift = Vector256.Create((byte)(GridPoints.IQ1Zero + 1)) - two.AsByte();
        return GridQuads.OfEights(GridPoints.IQ1, low | top, quad) + shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> High(byte* lower, byte* upper) =>
        Avx2.ConvertToVector256Int32(Vector128.Create(*(ulong*)(lower + 16), *(ulong*)(upper + 16)).AsUInt16())
            .AsUInt32();
}
