// IQ2_XS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; uint16 q[32]; byte s[8] }</c>: nine bits of q are the point, seven its signs;
/// <c>value = d * (s + 1/2) / 4 * point</c>.
/// </summary>
internal readonly unsafe struct IQ2_XSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ2_XS;

    public static int GroupElements => 16;

    public static int ZeroPoint => GridPoints.IQ2Zero;

    public static int LargestQuant => 2 * GridPoints.IQ2Zero;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 74;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        GridScales.Nibbles(RowLanes.Words(block + 66, stride), d, 0.5f, 1, 0.25f, scales);
        GridScales.Nibbles(RowLanes.Words(block + 70, stride), d, 0.5f, 1, 0.25f, scales + (8 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        ushort* packed = (ushort*)(block + 2 + (quad * 32) + (run * 8));
        ulong* points = GridPoints.IQ2_XS;
        Vector256<ulong> magnitudes = Vector256.Create(
            points[packed[0] & 511],
            points[packed[1] & 511],
            points[packed[2] & 511],
            points[packed[3] & 511]
        );
        byte* signs = GridPoints.SignsOf7Bits;
        uint mask =
            signs[packed[0] >> 9]
            | ((uint)signs[packed[1] >> 9] << 8)
            | ((uint)signs[packed[2] >> 9] << 16)
            | ((uint)signs[packed[3] >> 9] << 24);
        return GridPoints.Negate(magnitudes.AsByte(), mask, GridPoints.IQ2Zero);
    }
}
