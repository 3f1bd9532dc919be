// Q3_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary><c>{ byte high[32]; byte q[64]; byte s[12]; half d }</c>: two bits as in Q2_K, the third of group pair g in bit g of <c>high</c>;
/// <c>value = d * (s - 32) * (q - 4)</c>.</summary>
internal readonly unsafe struct Q3_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.Q3_K;

    public static int GroupElements => 16;

    public static int ZeroPoint => 4;

    public static int LargestQuant => 7;

    public static int BlockElements => 256;

    public static int BlockBytes => 110;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        // Scales: four low bits in the nibbles of the first two words, two high bits in the pairs of the third.
        Vector256<float> d = RowLanes.Halves(block + 108, stride);
        Vector256<uint> first = RowLanes.Words(block + 96, stride);
        Vector256<uint> second = RowLanes.Words(block + 100, stride);
        Vector256<uint> high = RowLanes.Words(block + 104, stride);
        Vector256<uint> low = Vector256.Create(0x0F0F0F0Fu);
        Vector256<uint> upper = Vector256.Create(0x30303030u);
        Four((first & low) | ((high << 4) & upper), d, scales);
        Four((second & low) | ((high << 2) & upper), d, scales + (4 * TileLayout.Rows));
        Four(((first >> 4) & low) | (high & upper), d, scales + (8 * TileLayout.Rows));
        Four(((second >> 4) & low) | ((high >> 2) & upper), d, scales + (12 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(Vector256<uint> packed, Vector256<float> d, float* scales)
    {
        // No byte borrows from its neighbour: the top bit is set before the subtraction and flipped after it.
        Vector256<uint> top = Vector256.Create(0x80808080u);
        ByteScales.WriteSigned(((packed | top) - Vector256.Create(0x20202020u)) ^ top, d, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> low = PackedQuants.Field(block + 32 + (quad * 32), 2 * run, 3);
        // The third bits of the upper quad are four bits further up.
        Vector256<ushort> bits = Vector256.Load((ushort*)block) >> (int)(4 * quad);
        Vector256<ushort> third = run < 3 ? bits << (2 - run) : bits >> 1;
        return low | (third.AsByte() & Vector256.Create((byte)4));
    }
}
