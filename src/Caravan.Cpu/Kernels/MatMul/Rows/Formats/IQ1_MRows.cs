// IQ1_M for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ byte q[32]; byte h[16]; uint16 s[4] }</c>: each nibble of h has three top bits of a point and the sign of its shift. The top
/// nibbles of s are d, the rest three-bit scales; <c>value = d * (2 * s + 1) * (point ± 1/8)</c>, in eighths.
/// </summary>
internal readonly unsafe struct IQ1_MRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ1_M;

    public static int GroupElements => 16;

    public static int ZeroPoint => GridPoints.IQ1Zero;

    public static int LargestQuant => 2 * GridPoints.IQ1Zero;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 56;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> lower = RowLanes.Words(block + 48, stride);
        Vector256<uint> upper = RowLanes.Words(block + 52, stride);
        Vector256<uint> low = Vector256.Create(0xFu);
        Vector256<uint> half =
            ((lower >> 12) & low)
            | ((lower >> 24) & (low << 4))
            | ((upper >> 4) & (low << 8))
            | ((upper >> 16) & (low << 12));
        Vector256<float> d = HalfVectors.ToSingle(half);
        Four(lower, d, scales);
        Four(lower >> 16, d, scales + (4 * TileLayout.Rows));
        Four(upper, d, scales + (8 * TileLayout.Rows));
        Four(upper >> 16, d, scales + (12 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(Vector256<uint> packed, Vector256<float> d, float* scales)
    {
        for (int group = 0; group < 4; group++)
        {
            Vector256<uint> scale = packed & Vector256.Create(7u);
            GridScales.Store(scale, d, 1, 2, 0.125f, scales + (group * TileLayout.Rows));
            packed >>= 3;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        nint part = (4 * quad) + run;
        byte* packed = block + (part * 4);
        uint high = *(ushort*)(block + 32 + (part * 2));
        ulong* points = GridPoints.IQ1;
        Vector256<ulong> eighths = Vector256.Create(
            points[packed[0] | ((high & 7) << 8)],
            points[packed[1] | ((high & 0x70) << 4)],
            points[packed[2] | (high & 0x700)],
            points[packed[3] | ((high & 0x7000) >> 4)]
        );
        // One in the eight elements of each point, or minus one where the nibble's top bit is set.
        Vector256<ulong> bit = Vector256.Create(8ul, 0x80ul, 0x800ul, 0x8000ul);
        Vector256<ulong> isDown = Vector256.Equals(Vector256.Create((ulong)high) & bit, bit);
        Vector256<byte> two = isDown.AsByte() & Vector256.Create((byte)2);
        return eighths.AsByte() + (Vector256.Create((byte)(GridPoints.IQ1Zero + 1)) - two);
    }
}
