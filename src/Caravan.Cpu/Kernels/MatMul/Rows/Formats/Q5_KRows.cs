// Q5_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; half dmin; byte sm[12]; byte high[32]; byte q[128] }</c>: as Q4_K, the fifth bit of group g in bit g of <c>high</c>.
/// </summary>
internal readonly unsafe struct Q5_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.Q5_K;

    public static int GroupElements => 32;

    public static bool HasMinimum => true;

    public static int LargestQuant => 31;

    public static int BlockElements => 256;

    public static int BlockBytes => 176;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums) =>
        SixBitScales.Write(block, stride, scales, minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> low = PackedQuants.Field(block + 48 + (quad * 64) + (run >> 1 << 5), 4 * (run & 1), 15);
        // The fifth bits of the upper quad are four bits further up.
        Vector256<ushort> bits = Vector256.Load((ushort*)(block + 16)) >> (int)(4 * quad);
        return low | ((bits << (4 - run)).AsByte() & Vector256.Create((byte)0x10));
    }
}
