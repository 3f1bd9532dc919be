// Q6_0_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte high[32]; byte low[64] }</c>; <c>value = d * (q - 32)</c>.
/// </summary>
internal readonly unsafe struct Q6_0_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q6_0_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int ZeroPoint => 32;

    public static int LargestQuant => 63;

    public static int BlockElements => 32;

    public static int BlockBytes => 104;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleLanes.Halves(lower, upper).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int line = 8 + (16 * (quad >> 2));
        Vector256<byte> low = FourRowQuads.Nibbles(lower + 40, upper + 40, quad);
        return low | FourRowQuads.Field(lower + line, upper + line, (quad & 3) * 2, 4, 3);
    }
}
