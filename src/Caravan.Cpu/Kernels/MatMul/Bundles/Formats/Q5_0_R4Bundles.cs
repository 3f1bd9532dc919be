// Q5_0_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte high[16]; byte low[64] }</c>; <c>value = d * (q - 16)</c>.
/// </summary>
internal readonly unsafe struct Q5_0_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q5_0_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int ZeroPoint => 16;

    public static int LargestQuant => 31;

    public static int BlockElements => 32;

    public static int BlockBytes => 88;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleLanes.Halves(lower, upper).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        // Bits stand in the order 0, 2, 4, 6, 1, 3, 5, 7.
        int bit = ((quad & 3) * 2) + (quad >> 2);
        Vector256<byte> low = FourRowQuads.Nibbles(lower + 24, upper + 24, quad);
        return low | FourRowQuads.Field(lower + 8, upper + 8, bit, 4, 1);
    }
}
