// MXFP4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ byte e; byte q[16] }</c>: <c>value = 2^(e - 127) * e2m1</c>, with doubled levels and a halved scale.
/// </summary>
internal readonly unsafe struct MXFP4Rows : IAvx2Format
{
    public static TensorType Type => TensorType.MXFP4;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 32;

    public static int BlockBytes => 17;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums) =>
        HalvedPowers.Of(RowLanes.Words(block, stride) & Vector256.Create(0xFFu)).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) =>
        PackedQuants.Levels(PackedQuants.Nibbles(block + 1), Vector128.Create(E2M1Levels.Doubled));
}
