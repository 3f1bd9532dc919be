// IQ2_S for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; byte q[32]; byte signs[32]; byte high[8]; byte s[8] }</c>: bit pair <c>i % 4</c> of <c>high[i / 4]</c> tops the
/// number of point i; <c>value = d * (s + 1/2) / 4 * point</c>.
/// </summary>
internal readonly unsafe struct IQ2_SRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ2_S;

    public static int GroupElements => 16;

    public static int ZeroPoint => GridPoints.IQ2Zero;

    public static int LargestQuant => 2 * GridPoints.IQ2Zero;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 82;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        GridScales.Nibbles(RowLanes.Words(block + 74, stride), d, 0.5f, 1, 0.25f, scales);
        GridScales.Nibbles(RowLanes.Words(block + 78, stride), d, 0.5f, 1, 0.25f, scales + (8 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        nint part = (4 * quad) + run;
        byte* packed = block + 2 + (part * 4);
        int high = block[66 + part];
        ulong* points = GridPoints.IQ2_S;
        Vector256<ulong> magnitudes = Vector256.Create(
            points[packed[0] | ((high & 3) << 8)],
            points[packed[1] | ((high & 12) << 6)],
            points[packed[2] | ((high & 48) << 4)],
            points[packed[3] | ((high & 192) << 2)]
        );
        return GridPoints.Negate(magnitudes.AsByte(), *(uint*)(packed + 32), GridPoints.IQ2Zero);
    }
}
