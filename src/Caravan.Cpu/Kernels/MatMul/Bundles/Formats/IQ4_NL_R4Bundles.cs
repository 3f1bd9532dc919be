// IQ4_NL_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte q[64] }</c>; <c>value = d * level[q]</c>.
/// </summary>
internal readonly unsafe struct IQ4_NL_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ4_NL_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 32;

    public static int BlockBytes => 72;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleLanes.Halves(lower, upper).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        Vector256<byte> codes = FourRowQuads.Nibbles(lower + 8, upper + 8, quad);
        return PackedQuants.Levels(codes, Vector128.Create(IQ4Levels.Values));
    }
}
