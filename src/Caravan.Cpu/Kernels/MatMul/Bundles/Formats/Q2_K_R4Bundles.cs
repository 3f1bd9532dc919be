// Q2_K_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; half m[4]; byte s[64]; byte q[256] }</c>: nibbles of s are scale and minimum; <c>value = d * s * q - m * min</c>.
/// </summary>
internal readonly unsafe struct Q2_K_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q2_K_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static bool HasMinimum => true;

    public static int LargestQuant => 3;

    public static int BlockElements => 256;

    public static int BlockBytes => 336;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = BundleLanes.Halves(lower, upper);
        Vector256<float> m = BundleLanes.Halves(lower + 8, upper + 8);
        for (int group = 0; group < 16; group++)
        {
            int at = 16 + (4 * group);
            Vector256<uint> packed = BundleLanes.Bytes(lower + at, upper + at);
            Vector256<int> scale = (packed & Vector256.Create(15u)).AsInt32();
            (d * Vector256.ConvertToSingle(scale)).Store(scales + (group * TileLayout.Rows));
            Vector256<int> minimum = (packed >> 4).AsInt32();
            (m * Vector256.ConvertToSingle(minimum)).Store(minimums + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad) =>
        FourRowQuads.Pairs(lower + 80 + (32 * part), upper + 80 + (32 * part), quad);
}
