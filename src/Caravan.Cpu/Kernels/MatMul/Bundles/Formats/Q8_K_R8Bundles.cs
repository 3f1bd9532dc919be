// Q8_K_R8 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[8]; sbyte q[2048] }</c>: four bytes of each row in turn; <c>value = d * q</c>.
/// </summary>
internal readonly unsafe struct Q8_K_R8Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.Q8_K_R8;

    public static int BundleRows => 8;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 256;

    public static int BlockBytes => 2064;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = BundleLanes.Halves(lower);
        for (int group = 0; group < 8; group++)
        {
            d.Store(scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad) =>
        Vector256.Load(lower + 16 + (256 * part) + (32 * quad));
}
