// IQ1_BN for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>half d</c>, then blocks <c>{ byte fives[12]; byte rest }</c>: each 16 elements are the five digits, the last one first, of three
/// bytes of <c>fives</c> and one of those of <c>rest</c>; <c>value = d * (digit - 1)</c>.
/// </summary>
internal readonly unsafe struct IQ1_BNRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ1_BN;

    public static int GroupElements => 32;

    public static int ZeroPoint => 1;

    public static int LargestQuant => 2;

    public static int BlockElements => 64;

    public static int BlockBytes => 13;

    public static int RowHeaderBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Halves(rows, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        rowScales.Store(scales);
        rowScales.Store(scales + TileLayout.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        // Bytes 0 to 7 of the block, then bytes 5 to 12: an element's byte is at its number, plus 3 from 8 on.
        Vector128<byte> bytes = Vector128.Create(*(ulong*)block, *(ulong*)(block + 5)).AsByte();
        Vector256<byte> places =
            run == 0
                ? Vector256
                    .Create(0x0101010000000000, 0x0F02020202020101, 0x0404040303030303, 0x0F05050505050404)
                    .AsByte()
                : Vector256
                    .Create(0x0707070606060606, 0x0F0B0B0B0B0B0707, 0x0D0D0D0C0C0C0C0C, 0x0F0E0E0E0E0E0D0D)
                    .AsByte();
        // Digits of fives have the powers 81, 27, 9, 3 and 1 in turns; the last element is the digit of rest that its sixteen is.
        Vector256<ushort> even = Vector256.Create((ushort)81, 9, 1, 27, 3, 81, 9, 1, 81, 9, 1, 27, 3, 81, 9, 1);
        Vector256<ushort> odd =
            run == 0
                ? Vector256.Create((ushort)27, 3, 81, 9, 1, 27, 3, 81, 27, 3, 81, 9, 1, 27, 3, 27)
                : Vector256.Create((ushort)27, 3, 81, 9, 1, 27, 3, 9, 27, 3, 81, 9, 1, 27, 3, 3);
        return TernaryDigits.Of(Avx2.Shuffle(Vector256.Create(bytes, bytes), places), even, odd);
    }
}
