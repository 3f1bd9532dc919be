// Q6_K_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; sbyte s[64]; byte high[256]; byte low[512] }</c>; <c>value = d * s * (q - 32)</c>.
/// </summary>
internal readonly unsafe struct Q6_K_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q6_K_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static int ZeroPoint => 32;

    public static int LargestQuant => 63;

    public static int BlockElements => 256;

    public static int BlockBytes => 840;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = BundleLanes.Halves(lower, upper);
        for (int group = 0; group < 16; group++)
        {
            int at = 8 + (4 * group);
            Vector256<int> scale = (BundleLanes.Bytes(lower + at, upper + at) << 24).AsInt32() >> 24;
            (d * Vector256.ConvertToSingle(scale)).Store(scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        nint line = 72 + (32 * part) + (16 * (quad >> 2));
        // Pairs of four quads stand in the order 0, 2, 1, 3.
        int bit = ((quad & 1) * 4) + (quad & 2);
        Vector256<byte> low = FourRowQuads.Nibbles(lower + 328 + (64 * part), upper + 328 + (64 * part), quad);
        return low | FourRowQuads.Field(lower + line, upper + line, bit, 4, 3);
    }
}
