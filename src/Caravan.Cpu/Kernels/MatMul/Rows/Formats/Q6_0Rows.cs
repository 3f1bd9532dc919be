// Q6_0 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; byte high[8]; byte low[16] }</c>: nibbles as in Q4_0; <c>high[j]</c> has the upper pairs of elements
/// <c>j, j + 16, j + 8, j + 24</c>; <c>value = d * (q - 32)</c>.
/// </summary>
internal readonly unsafe struct Q6_0Rows : IAvx2Format
{
    public static TensorType Type => TensorType.Q6_0;

    public static int GroupElements => 32;

    public static int ZeroPoint => 32;

    public static int LargestQuant => 63;

    public static int BlockElements => 32;

    public static int BlockBytes => 26;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums) =>
        RowLanes.Halves(block, stride).Store(scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<ulong> pairs = Avx2.ShiftRightLogicalVariable(
            Vector256.Create(*(ulong*)(block + 2)),
            Vector256.Create(0ul, 4ul, 2ul, 6ul)
        );
        Vector256<ulong> high = (pairs & Vector256.Create(0x0303030303030303ul)) << 4;
        return PackedQuants.Nibbles(block + 10) | high.AsByte();
    }
}
