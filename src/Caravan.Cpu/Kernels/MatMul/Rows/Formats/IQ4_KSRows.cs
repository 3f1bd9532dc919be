// IQ4_KS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte s[8]; byte q[128] }</c>; <c>value = d * ((s &amp; 254) - 127) * (level[q] + shift)</c>, the
/// lowest bit of s the shift.
/// </summary>
internal readonly unsafe struct IQ4_KSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ4_KS;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 136;

    public static int RowHeaderBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Words(rows, stride).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        RowByteScales.Write(RowLanes.Words(block, stride), rowScales, scales);
        RowByteScales.Write(RowLanes.Words(block + 4, stride), rowScales, scales + (4 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> codes = PackedQuants.Nibbles(block + 8 + (quad * 64) + (run * 16));
        int shift = NonLinearLevels.IQ4Shift * (block[(4 * quad) + run] & 1);
        return PackedQuants.Levels(codes, Vector128.Create(IQ4Levels.Values)) + Vector256.Create((byte)shift);
    }
}
