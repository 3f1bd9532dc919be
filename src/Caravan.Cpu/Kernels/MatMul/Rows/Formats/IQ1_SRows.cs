// IQ1_S for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; byte q[32]; uint16 h[8] }</c>: h has three top bits for each of four points, a three-bit s and the sign of the shift;
/// <c>value = d * (2 * s + 1) * (point ± 1/8)</c>, in eighths.
/// </summary>
internal readonly unsafe struct IQ1_SRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ1_S;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ1Zero;

    public static int LargestQuant => 2 * GridPoints.IQ1Zero;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 50;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        RowLanes.Quads(
            block + 34,
            stride,
            out Vector256<uint> h0,
            out Vector256<uint> h1,
            out Vector256<uint> h2,
            out Vector256<uint> h3
        );
        Two(h0, d, scales);
        Two(h1, d, scales + (2 * TileLayout.Rows));
        Two(h2, d, scales + (4 * TileLayout.Rows));
        Two(h3, d, scales + (6 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two(Vector256<uint> packed, Vector256<float> d, float* scales)
    {
        Vector256<uint> three = Vector256.Create(7u);
        GridScales.Store((packed >> 12) & three, d, 1, 2, 0.125f, scales);
        GridScales.Store((packed >> 28) & three, d, 1, 2, 0.125f, scales + TileLayout.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        nint part = (4 * quad) + run;
        byte* packed = block + 2 + (part * 4);
        int high = *(ushort*)(block + 34 + (part * 2));
        ulong* points = GridPoints.IQ1;
        Vector256<ulong> eighths = Vector256.Create(
            points[packed[0] | ((high & 7) << 8)],
            points[packed[1] | ((high & 0x38) << 5)],
            points[packed[2] | ((high & 0x1C0) << 2)],
            points[packed[3] | ((high & 0xE00) >> 1)]
        );
        // One, or minus one where the top bit is set.
        return eighths.AsByte() + Vector256.Create((byte)(GridPoints.IQ1Zero + 1 - ((high >> 14) & 2)));
    }
}
