// IQ4_NL for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary><c>{ half d; byte q[16] }</c>: <c>value = d * level[q]</c>.</summary>
internal readonly unsafe struct IQ4_NLRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ4_NL;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 32;

    public static int BlockBytes => 18;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums) =>
        RowLanes.Halves(block, stride).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) =>
        PackedQuants.Levels(PackedQuants.Nibbles(block + 2), Vector128.Create(IQ4Levels.Values));
}
