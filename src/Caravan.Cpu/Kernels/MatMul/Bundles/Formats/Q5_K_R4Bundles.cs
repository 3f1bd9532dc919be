// Q5_K_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; half m[4]; byte high[16]; byte low[32]; byte fifth[128]; byte q[512] }</c>; <c>value = d * s * q - m * min</c>.
/// </summary>
internal readonly unsafe struct Q5_K_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q5_K_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static bool HasMinimum => true;

    public static int LargestQuant => 31;

    public static int BlockElements => 256;

    public static int BlockBytes => 704;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.WithMinimums(lower, upper, scales, minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        nint line = 64 + (16 * part);
        // Bits stand in the order 0, 2, 1, 3, 4, 6, 5, 7.
        int bit = (quad & 4) | ((quad & 1) << 1) | ((quad >> 1) & 1);
        Vector256<byte> low = FourRowQuads.Nibbles(lower + 192 + (64 * part), upper + 192 + (64 * part), quad);
        return low | FourRowQuads.Field(lower + line, upper + line, bit, 4, 1);
    }
}
