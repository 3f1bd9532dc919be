// MXFP4_R8 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ byte e[8]; byte q[128] }</c>: lines as in Q4_0_R8; <c>value = 2^(e - 127) * e2m1</c>, with doubled levels and a halved scale.
/// </summary>
internal readonly unsafe struct MXFP4_R8Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.MXFP4_R8;

    public static int BundleRows => 8;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 32;

    public static int BlockBytes => 136;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        HalvedPowers.Of(BundleLanes.Bytes(lower)).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        Vector256<ushort> line = Vector256.Load((ushort*)(lower + 8 + (32 * (quad & 3)))) >> (quad & 4);
        Vector256<byte> codes = line.AsByte() & Vector256.Create((byte)15);
        return PackedQuants.Levels(codes, Vector128.Create(E2M1Levels.Doubled));
    }
}
