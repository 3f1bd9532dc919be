// IQ2_KT for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte s[4]; uint16 codes[32] }</c>: group g has nibble <c>g / 4</c> of <c>s[g % 4]</c>;
/// <c>value = 1.05 * d * level4(s) * level</c>.
/// </summary>
internal readonly unsafe struct IQ2_KTRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ2_KT;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 68;

    public static int RowHeaderBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) =>
        RowLanes.Words(rows, stride).AsSingle() * Vector256.Create(IntegerTrellis.FactorOfIQ2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> nibbles = RowLanes.Words(block, stride);
        LevelScales.Write(nibbles, rowScales, scales);
        LevelScales.Write(nibbles >> 4, rowScales, scales + (4 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) =>
        TrellisLevels.OfEights(TrellisLevels.States(block + 4 + (32 * quad) + (8 * run)));
}
