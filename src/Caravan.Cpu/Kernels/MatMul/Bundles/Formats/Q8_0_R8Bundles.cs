// Q8_0_R8 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[8]; sbyte q[256] }</c>: four bytes of each row in turn; <c>value = d * q</c>.
/// </summary>
internal readonly unsafe struct Q8_0_R8Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q8_0_R8;

    public static int BundleRows => 8;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 32;

    public static int BlockBytes => 272;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleLanes.Halves(lower).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad) =>
        Vector256.Load(lower + 16 + (32 * quad));
}
