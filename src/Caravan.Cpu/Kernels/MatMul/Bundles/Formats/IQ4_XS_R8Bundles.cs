// IQ4_XS_R8 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[8]; byte sh[16]; byte sl[32]; byte q[1024] }</c>: low nibbles of a line are four elements of each row, high ones the next
/// four; <c>value = d * (s - 32) * level[q]</c>.
/// </summary>
internal readonly unsafe struct IQ4_XS_R8Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ4_XS_R8;

    public static int BundleRows => 8;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 256;

    public static int BlockBytes => 1088;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.SixBits(lower + 32, lower + 16, BundleLanes.Halves(lower), scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        byte* at = lower + 64 + (128 * part) + (32 * (quad >> 1));
        Vector256<ushort> line = Vector256.Load((ushort*)at) >> (4 * (quad & 1));
        Vector256<byte> codes = line.AsByte() & Vector256.Create((byte)15);
        return PackedQuants.Levels(codes, Vector128.Create(IQ4Levels.Values));
    }
}
