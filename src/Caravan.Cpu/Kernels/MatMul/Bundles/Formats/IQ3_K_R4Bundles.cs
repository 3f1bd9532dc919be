// IQ3_K_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte shifted[8]; byte negative[8]; byte s[32]; byte low[256]; byte high[128] }</c>: bit p of
/// <c>shifted[4 * h + row]</c> shifts the levels of half h of part p; scale i is negative where bit <c>i / 8</c> of <c>negative[i % 8]</c>
/// is set; <c>value = d * ±(2 * s + 1) * (level[q] + shift)</c>.
/// </summary>
internal readonly unsafe struct IQ3_K_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ3_K_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static int LargestQuant => 0;

    public static int BlockElements => 256;

    public static int BlockBytes => 440;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = BundleLanes.Halves(lower, upper);
        for (int group = 0; group < 16; group++)
        {
            int at = 24 + (4 * (group & 7));
            Vector256<uint> nibbles = BundleLanes.Bytes(lower + at, upper + at) >> (group >> 3 << 2);
            int signAt = 16 + (4 * (group & 1));
            Vector256<uint> signs = BundleLanes.Bytes(lower + signAt, upper + signAt) >> (group >> 1);
            Vector256<int> sign = -(signs & Vector256<uint>.One).AsInt32();
            Vector256<int> scale = (((nibbles & Vector256.Create(15u)) << 1) | Vector256<uint>.One).AsInt32();
            Vector256<float> factor = Vector256.ConvertToSingle((scale ^ sign) - sign);
            (d * factor).Store(scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int at = 8 + (quad & 4);
        nint line = 312 + (16 * part);
        Vector256<byte> low = FourRowQuads.Pairs(lower + 56 + (32 * part), upper + 56 + (32 * part), quad);
        Vector256<byte> codes = low | FourRowQuads.Field(lower + line, upper + line, quad, 2, 1);
        return PackedQuants.Levels(codes, PackedQuants.Table(NonLinearLevels.IQ3))
            + FourRowQuads.Shifted(lower + at, upper + at, part, NonLinearLevels.IQ3Shift);
    }
}
