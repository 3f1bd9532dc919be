// Q4_0_R8 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[8]; byte q[128] }</c>: low nibbles of a line are four elements of each row, high ones those 16 on; <c>value = d * (q - 8)</c>.
/// </summary>
internal readonly unsafe struct Q4_0_R8Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q4_0_R8;

    public static int BundleRows => 8;

    public static int GroupElements => 32;

    public static int ZeroPoint => 8;

    public static int LargestQuant => 15;

    public static int BlockElements => 32;

    public static int BlockBytes => 144;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleLanes.Halves(lower).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        Vector256<ushort> line = Vector256.Load((ushort*)(lower + 16 + (32 * (quad & 3)))) >> (quad & 4);
        return line.AsByte() & Vector256.Create((byte)15);
    }
}
