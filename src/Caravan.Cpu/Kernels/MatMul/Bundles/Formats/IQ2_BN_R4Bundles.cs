// IQ2_BN_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// Bundle: <c>float d[4]</c>, then blocks of four lines, one for each 16 elements; <c>value = d * (q - 1)</c>.
/// </summary>
internal readonly unsafe struct IQ2_BN_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ2_BN_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int ZeroPoint => 1;

    public static int LargestQuant => 3;

    public static int BlockElements => 64;

    public static int BlockBytes => 64;

    public static int HeaderBytes => 4 * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* lower, byte* upper) => BundleLanes.Line(lower, upper).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        rowScales.Store(scales);
        rowScales.Store(scales + TileLayout.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad) =>
        FourRowQuads.Pairs(lower + (32 * part), upper + (32 * part), quad);
}
