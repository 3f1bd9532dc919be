// IQ4_K_R4 for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Rows;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Bundles.Formats;

/// <summary>
/// <c>{ half d[4]; byte shifted[8]; byte sh[16]; byte sl[32]; byte q[512] }</c>: bit p of <c>shifted[4 * h + row]</c> shifts the levels
/// of half h of part p; <c>value = d * (s - 32) * (level[q] + shift)</c>.
/// </summary>
internal readonly unsafe struct IQ4_K_R4Bundles : IBundleFormat
{
    public static TensorType Type => TensorType.IQ4_K_R4;

    public static int BundleRows => 4;

    public static int GroupElements => 16;

    public static int LargestQuant => 0;

    public static int BlockElements => 256;

    public static int BlockBytes => 576;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* lower, byte* upper, Vector256<float> rowScales, float* scales, float* minimums) =>
        BundleScales.SixBits(lower, upper, 32, 16, BundleLanes.Halves(lower, upper), scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* lower, byte* upper, nint part, int quad)
    {
        int at = 8 + (quad & 4);
        Vector256<byte> codes = FourRowQuads.Nibbles(lower + 64 + (64 * part), upper + 64 + (64 * part), quad);
        return PackedQuants.Levels(codes, Vector128.Create(IQ4Levels.Values))
            + FourRowQuads.Shifted(lower + at, upper + at, part, NonLinearLevels.IQ4Shift);
    }
}
