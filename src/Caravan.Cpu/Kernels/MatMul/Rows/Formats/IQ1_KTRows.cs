// IQ1_KT for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte s[8]; byte low[32]; byte high[16] }</c>: the high nibble of s has the top bits of its group's
/// four codes; code c of the block has bits 8 to 11 in nibble <c>c / 16</c> of <c>high[c % 16]</c>; <c>value = d * level4(s) * level</c>.
/// </summary>
internal readonly unsafe struct IQ1_KTRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ1_KT;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 56;

    public static int RowHeaderBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Words(rows, stride).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        LevelScales.Write(RowLanes.Words(block, stride), rowScales, scales);
        LevelScales.Write(RowLanes.Words(block + 4, stride), rowScales, scales + (4 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        nint group = (4 * quad) + run;
        uint low = *(uint*)(block + 8 + (4 * group));
        uint high = *(uint*)(block + 40 + (4 * run)) >> (int)(4 * quad);
        // A code's lower and middle byte in each of its two lanes.
        Vector256<uint> codes = Avx2.Shuffle(
                Vector256.Create(low | ((ulong)high << 32)).AsByte(),
                Vector256
                    .Create(0xFFFF0400_FFFF0400, 0xFFFF0501_FFFF0501, 0xFFFF0602_FFFF0602, 0xFFFF0703_FFFF0703)
                    .AsByte()
            )
            .AsUInt32();
        // Bits 4 to 7 of s go to bit 12.
        Vector256<uint> top = Avx2.ShiftLeftLogicalVariable(
            Vector256.Create((uint)block[group]),
            Vector256.Create(8u, 8u, 7u, 7u, 6u, 6u, 5u, 5u)
        );
        codes = (codes & Vector256.Create(0xFFFu)) | (top & Vector256.Create(0x1000u));
        return TrellisLevels.OfEights(codes + Vector256.Create(IntegerTrellis.Offset));
    }
}
