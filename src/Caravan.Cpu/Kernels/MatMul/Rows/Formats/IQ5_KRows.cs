// IQ5_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; uint16 shifted; byte sh[4]; byte sl[8]; byte low[128]; byte high[32] }</c>: nibbles and fifth bits as in Q5_K;
/// <c>value = d * (s - 32) * (level[q] + shift)</c>.
/// </summary>
internal readonly unsafe struct IQ5_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ5_K;

    public static int GroupElements => 16;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 176;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        SixBitOffsetScales.Write(block + 4, stride, d, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> low = PackedQuants.Field(block + 16 + (quad * 64) + (run >> 1 << 5), 4 * (run & 1), 15);
        // Fifth bits go to the top of their bytes, which is what the blend looks at.
        Vector256<ushort> bits = Vector256.Load((ushort*)(block + 144)) << (int)(4 - (4 * quad));
        return PackedQuants.Levels(low, (bits << (3 - run)).AsByte(), NonLinearLevels.IQ5)
            + PackedQuants.ShiftedGroups(*(ushort*)(block + 2), quad, run, NonLinearLevels.IQ5Shift);
    }
}
