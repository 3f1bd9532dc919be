// IQ4_KS_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// Bundle: <c>float d[4]</c>, then blocks <c>{ byte s[32]; byte q[512] }</c>; scales and shifts as in IQ4_KS.
/// </summary>
internal readonly unsafe struct IQ4_KS_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ4_KS_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 256;

    public static int BlockBytes => 544;

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
        Vector256<byte> codes = FourRowQuads.Nibbles(lower + 32 + (64 * part), upper + 32 + (64 * part), quad);
        return PackedQuants.Levels(codes, Vector128.Create(IQ4Levels.Values))
            + FourRowQuads.Shifted(lower + at, upper + at, 0, NonLinearLevels.IQ4Shift);
    }
}
