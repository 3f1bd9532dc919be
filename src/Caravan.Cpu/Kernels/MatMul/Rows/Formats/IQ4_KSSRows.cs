// IQ4_KSS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d</c>, then eight words of 16 bits a group: their lowest bits are s, the first word's the lowest, with scale and shift as
/// in IQ4_KS; the rest, exclusive-or its half, are nibbles.
/// </summary>
internal readonly unsafe struct IQ4_KSSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ4_KSS;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 128;

    public static int RowHeaderBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Words(rows, stride).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Four(block, stride, rowScales, scales);
        Four(block + 64, stride, rowScales, scales + (4 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(byte* groups, nint stride, Vector256<float> rowScales, float* scales)
    {
        byte* upper = groups + (4 * stride);
        Vector256<uint> packed = Vector256.Create(
            LowestBits(groups),
            LowestBits(groups + stride),
            LowestBits(groups + (2 * stride)),
            LowestBits(groups + (3 * stride)),
            LowestBits(upper),
            LowestBits(upper + stride),
            LowestBits(upper + (2 * stride)),
            LowestBits(upper + (3 * stride))
        );
        RowByteScales.Write(packed, rowScales, scales);
    }

    /// <summary>The lowest bits of the words of four groups, a byte each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint LowestBits(byte* groups)
    {
        // As signs of words, which narrowing keeps.
        Vector256<short> first = Vector256.Load((short*)groups) << 15;
        Vector256<short> second = Vector256.Load((short*)(groups + 32)) << 15;
        Vector256<ulong> inHalves = Avx2.PackSignedSaturate(first, second).AsUInt64();
        return Avx2.Permute4x64(inHalves, 0b11_01_10_00).AsByte().ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        byte* group = block + (quad * 64) + (run * 16);
        Vector128<ushort> words = Vector128.Load((ushort*)group) & Vector128.Create((ushort)0xFFFE);
        Vector128<ulong> packed = (words ^ (words >> 1)).AsUInt64();
        Vector256<ulong> shifted = Vector256.Create(packed, packed >> 4);
        Vector256<byte> codes = shifted.AsByte() & Vector256.Create((byte)15);
        int shift = NonLinearLevels.IQ4Shift * (*group & 1);
        return PackedQuants.Levels(codes, Vector128.Create(IQ4Levels.Values)) + Vector256.Create((byte)shift);
    }
}
