// IQ2_K_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte shifted[8]; byte s[32]; byte q[256] }</c>: bit p of <c>shifted[4 * h + row]</c> shifts the levels of half h of
/// part p; <c>value = d * (s - 8) * (level[q] + shift)</c>.
/// </summary>
internal readonly unsafe struct IQ2_K_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ2_K_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static int LargestQuant => 0;

    public static int BlockElements => 256;

    public static int BlockBytes => 304;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<float> d = BundleLanes.Halves(lower, upper);
        for (int group = 0; group < 16; group++)
        {
            int at = 16 + (4 * (group & 7));
            Vector256<uint> nibbles = BundleLanes.Bytes(lower + at, upper + at) >> (group >> 3 << 2);
            GridScales.Store(nibbles & Vector256.Create(15u), d, -8, 1, 1, scales + (group * TileLayout.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int at = 8 + (quad & 4);
        Vector256<byte> codes = FourRowQuads.Pairs(lower + 48 + (32 * part), upper + 48 + (32 * part), quad);
        return PackedQuants.Levels(codes, PackedQuants.Table(NonLinearLevels.IQ2))
            + FourRowQuads.Shifted(lower + at, upper + at, part, NonLinearLevels.IQ2Shift);
    }
}
