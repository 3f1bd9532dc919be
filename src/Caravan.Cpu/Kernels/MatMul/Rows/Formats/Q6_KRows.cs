// Q6_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ byte low[128]; byte high[64]; sbyte s[16]; half d }</c>: <c>value = d * s * (q - 32)</c>; each half of the block has 64 bytes of
/// low nibbles and 32 of high pairs.
/// </summary>
internal readonly unsafe struct Q6_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.Q6_K;

    public static int GroupElements => 16;

    public static int ZeroPoint => 32;

    public static int LargestQuant => 63;

    public static int BlockElements => 256;

    public static int BlockBytes => 210;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block + 208, stride);
        RowLanes.Quads(
            block + 192,
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
        Vector256<byte> low = PackedQuants.Field(block + (quad * 64) + ((run & 1) << 5), 4 * (run >> 1), 15);
        Vector256<ushort> pairs = Vector256.Load((ushort*)(block + 128 + (quad * 32)));
        Vector256<ushort> high = run < 2 ? pairs << (4 - (2 * run)) : pairs >> ((2 * run) - 4);
        return low | (high.AsByte() & Vector256.Create((byte)0x30));
    }
}
