// IQ6_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; uint16 shifted; sbyte s[16]; byte low[128]; byte high[64] }</c>: low nibbles as in Q5_K, high pairs as in Q2_K;
/// <c>value = d * s * (level[q] + shift)</c>.
/// </summary>
internal readonly unsafe struct IQ6_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ6_K;

    public static int GroupElements => 16;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 212;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        RowLanes.Quads(
            block + 4,
            stride,
            out Vector256<uint> s0,
            out Vector256<uint> s1,
            out Vector256<uint> s2,
            out Vector256<uint> s3
        );
        ByteScales.WriteSigned(s0, d, scales);
        ByteScales.WriteSigned(s1, d, scales + (4 * TileLayout.Rows));
        ByteScales.WriteSigned(s2, d, scales + (8 * TileLayout.Rows));
        ByteScales.WriteSigned(s3, d, scales + (12 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> low = PackedQuants.Field(block + 20 + (quad * 64) + (run >> 1 << 5), 4 * (run & 1), 15);
        Vector256<ushort> pairs = Vector256.Load((ushort*)(block + 148 + (quad * 32)));
        // Fifth and sixth bits go to the top of their bytes, which is what the blends look at.
        Vector256<byte> fifth = (pairs << (7 - (2 * run))).AsByte();
        Vector256<byte> sixth = (pairs << (6 - (2 * run))).AsByte();
        Vector256<byte> levels = Avx2.BlendVariable(
            PackedQuants.Levels(low, fifth, CubicLevels.Rounded[..32]),
            PackedQuants.Levels(low, fifth, CubicLevels.Rounded[32..]),
            sixth
        );
        return levels + PackedQuants.ShiftedGroups(*(ushort*)(block + 2), quad, run, CubicLevels.Shift);
    }
}
