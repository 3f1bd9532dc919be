// IQ3_S for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; byte q[64]; byte high[8]; byte signs[32]; byte s[4] }</c>: bit <c>i % 8</c> of <c>high[i / 8]</c> tops the number of
/// point i, of four elements; <c>value = d * (2 * s + 1) * point</c>.
/// </summary>
internal readonly unsafe struct IQ3_SRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ3_S;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ3_SZero;

    public static int LargestQuant => 2 * GridPoints.IQ3_SZero;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 110;

    public static void Prepare() => GridPoints.Prepare();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = RowLanes.Halves(block, stride);
        GridScales.Nibbles(RowLanes.Words(block + 106, stride), d, 1, 2, 1, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        nint part = (4 * quad) + run;
        byte* packed = block + 2 + (part * 8);
        int high = block[66 + part] << 8;
        uint* points = GridPoints.IQ3_S;
        Vector256<uint> magnitudes = Vector256.Create(
            points[packed[0] | ((high) & 256)],
            points[packed[1] | ((high >> 1) & 256)],
            points[packed[2] | ((high >> 2) & 256)],
            points[packed[3] | ((high >> 3) & 256)],
            points[packed[4] | ((high >> 4) & 256)],
            points[packed[5] | ((high >> 5) & 256)],
            points[packed[6] | ((high >> 6) & 256)],
            points[packed[7] | ((high >> 7) & 256)]
        );
        return GridPoints.Negate(magnitudes.AsByte(), *(uint*)(block + 74 + (part * 4)), GridPoints.IQ3_SZero);
    }
}
