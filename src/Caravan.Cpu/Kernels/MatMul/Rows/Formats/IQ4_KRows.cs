// IQ4_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; uint16 shifted; byte high[4]; byte low[8]; byte q[128] }</c>: <c>value = d * (s - 32) * (level[q] + shift)</c>, one bit of
/// <c>shifted</c> a group.
/// </summary>
internal readonly unsafe struct IQ4_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ4_K;

    public static int GroupElements => 16;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 144;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        SixBitOffsetScales.Write(block + 4, stride, d, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> codes = PackedQuants.Nibbles(block + 16 + (quad * 64) + (run * 16));
        return PackedQuants.Levels(codes, Vector128.Create(IQ4Levels.Values))
            + PackedQuants.ShiftedGroups(*(ushort*)(block + 2), quad, run, NonLinearLevels.IQ4Shift);
    }
}
