// IQ3_KT for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>float d</c>, then blocks <c>{ byte s[4]; uint16 codes[32]; byte signs[32] }</c>: group g has nibble <c>g / 4</c> of <c>s[g % 4]</c>
/// and bit g of each byte of <c>signs</c>; <c>value = d * s * ±|level|</c>.
/// </summary>
internal readonly unsafe struct IQ3_KTRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ3_KT;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 100;

    public static int RowHeaderBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Words(rows, stride).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> nibbles = RowLanes.Words(block, stride);
        Vector256<uint> low = Vector256.Create(0x0F0F0F0Fu);
        ByteScales.WriteUnsigned(nibbles & low, rowScales, scales);
        ByteScales.WriteUnsigned((nibbles >> 4) & low, rowScales, scales + (4 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> levels = TrellisLevels.OfEights(TrellisLevels.States(block + 4 + (32 * quad) + (8 * run)));
        Vector256<ushort> bits = Vector256.Load((ushort*)(block + 68)) << (int)(7 - run - (4 * quad));
        // The group's bit is the sign of its byte, which is not zero.
        return Avx2.Sign(Avx2.Abs(levels.AsSByte()).AsSByte(), bits.AsSByte() | Vector256<sbyte>.One).AsByte();
    }
}
