// Q8_KV_R8 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// Bundle: <c>float d[8]</c>, then four signed bytes of each row in turn; <c>value = d * q</c>.
/// </summary>
internal readonly unsafe struct Q8_KV_R8Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q8_KV_R8;

    public static int BundleRows => 8;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 32;

    public static int BlockBytes => 256;

    public static int HeaderBytes => 8 * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* lower, byte* upper) => Vector256.Load((float*)lower);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        rowScales.Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad) =>
        Vector256.Load(lower + (32 * quad));
}
