// IQ5_KS_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// Bundle: <c>float d[4]</c>, then blocks <c>{ byte s[32]; byte low[512]; byte high[128] }</c>; scales and shifts as in IQ5_KS.
/// </summary>
internal readonly unsafe struct IQ5_KS_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ5_KS_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 256;

    public static int BlockBytes => 672;

    public static int HeaderBytes => 4 * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* lower, byte* upper) => BundleLanes.Line(lower, upper).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.EvenBytes(lower, upper, rowScales, scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        nint at = 4 * part;
        nint line = 544 + (16 * part);
        Vector256<byte> low = FourRowQuads.Nibbles(lower + 32 + (64 * part), upper + 32 + (64 * part), quad);
        // Fifth bits go to the top of their bytes, which is what the blend looks at.
        Vector256<byte> bits = BundleLanes.Line(lower + line, upper + line);
        Vector256<byte> fifth = FourRowQuads.Shift(bits, FourRowQuads.BitOfIQ5(quad), 7);
        return PackedQuants.Levels(low, fifth, NonLinearLevels.IQ5)
            + FourRowQuads.Shifted(lower + at, upper + at, 0, NonLinearLevels.IQ5Shift);
    }
}
