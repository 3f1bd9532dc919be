// Q2_0 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; byte q[16] }</c>: bit pair i is element i; <c>value = d * (q - 1)</c>.
/// </summary>
internal readonly unsafe struct Q2_0Rows : IAvx2Format
{
    public static TensorType Type => TensorType.Q2_0;

    public static int GroupElements => 32;

    public static int ZeroPoint => 1;

    public static int LargestQuant => 3;

    public static bool IsStaged => true;

    public static int BlockElements => 64;

    public static int BlockBytes => 18;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        for (int group = 0; group < 2; group++)
        {
            d.Store(scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        // Each byte four times, of which each keeps one pair, found out by its two bits.
        Vector256<byte> spread = Avx2.Shuffle(
            Vector256.Create(*(ulong*)(block + 2 + (run * 8))).AsByte(),
            Vector256.Create(0x0101010100000000ul, 0x0303030302020202, 0x0505050504040404, 0x0707070706060606).AsByte()
        );
        Vector256<byte> low = Vector256.Create(0x40100401u).AsByte();
        Vector256<byte> high = Vector256.Create(0x80200802u).AsByte();
        return (Vector256.Equals(spread & low, low) & Vector256<byte>.One)
            | (Vector256.Equals(spread & high, high) & Vector256.Create((byte)2));
    }
}
