// Q3_K_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte sh[16]; byte sl[32]; byte high[128]; byte low[256] }</c>; <c>value = d * (s - 32) * (q - 4)</c>.
/// </summary>
internal readonly unsafe struct Q3_K_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q3_K_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static int ZeroPoint => 4;

    public static int LargestQuant => 7;

    public static int BlockElements => 256;

    public static int BlockBytes => 440;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.SixBits(lower, upper, 24, 8, BundleLanes.Halves(lower, upper), scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        nint line = 56 + (16 * part);
        Vector256<byte> low = FourRowQuads.Pairs(lower + 184 + (32 * part), upper + 184 + (32 * part), quad);
        return low | FourRowQuads.Field(lower + line, upper + line, quad, 2, 1);
    }
}
