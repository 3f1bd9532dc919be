// IQ2_XXS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; { byte point[4]; uint32 signs; } q[8] }</c>: each 32 elements are four points; <c>signs</c> has four times seven
/// sign bits and a four-bit s; <c>value = d * (s + 1/2) / 4 * point</c>.
/// </summary>
internal readonly unsafe struct IQ2_XXSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ2_XXS;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ2Zero;

    public static int LargestQuant => 2 * GridPoints.IQ2Zero;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 66;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        for (int pair = 0; pair < 4; pair++)
        {
            RowLanes.Quads(
                block + 2 + (16 * pair),
                stride,
                out _,
                out Vector256<uint> first,
                out _,
                out Vector256<uint> second
            );
            float* destination = scales + (2 * pair * TileLayout.Rows);
            GridScales.Store(first >> 28, d, 0.5f, 1, 0.25f, destination);
            GridScales.Store(second >> 28, d, 0.5f, 1, 0.25f, destination + TileLayout.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        byte* packed = block + 2 + (quad * 32) + (run * 8);
        ulong* points = GridPoints.IQ2_XXS;
        Vector256<ulong> magnitudes = Vector256.Create(
            points[packed[0]],
            points[packed[1]],
            points[packed[2]],
            points[packed[3]]
        );
        return GridPoints.Negate(
            magnitudes.AsByte(),
            GridPoints.SignsOf28Bits(*(uint*)(packed + 4)),
            GridPoints.IQ2Zero
        );
    }
}
