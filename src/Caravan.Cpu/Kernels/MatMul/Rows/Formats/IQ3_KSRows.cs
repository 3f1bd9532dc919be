// IQ3_KS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>half d</c>, then blocks <c>{ uint16 extra; byte s[4]; byte low[64]; byte high[32] }</c>: group g has nibble <c>g / 4</c> of
/// <c>s[g % 4]</c>; bits 0 to 7 of <c>extra</c> are the fifth bits of the scales, the others shift a group's levels; quants as in IQ3_K.
/// </summary>
internal readonly unsafe struct IQ3_KSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ3_KS;

    public static int GroupElements => 32;

    public static int ZeroPoint => LevelZero.IQ3;

    public static int LargestQuant => LevelZero.IQ3Largest;

    public static bool IsStaged => true;

    public static int BlockElements => 256;

    public static int BlockBytes => 102;

    public static int RowHeaderBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowScales(byte* rows, nint stride) => RowLanes.Halves(rows, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> nibbles = RowLanes.Words(block + 2, stride);
        Vector256<uint> high = RowLanes.Words(block, stride);
        for (int group = 0; group < 8; group++)
        {
            // Nibble g / 4 of byte g % 4.
            Vector256<uint> low = (nibbles >> ((8 * (group & 3)) + (group & 4))) & Vector256.Create(15u);
            Vector256<uint> scale = low | ((high & Vector256<uint>.One) << 4);
            GridScales.Store(scale, rowScales, -16, 1, 1, scales + (group * TileLayout.Rows));
            high >>= 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        Vector256<byte> low = PackedQuants.Field(block + 6 + (quad * 32), 2 * run, 3);
        Vector256<ushort> bits = Vector256.Load((ushort*)(block + 70)) >> (int)(4 * quad);
        Vector256<ushort> third = run < 3 ? bits << (2 - run) : bits >> 1;
        Vector256<byte> codes = low | (third.AsByte() & Vector256.Create((byte)4));
        int shift = NonLinearLevels.IQ3Shift * ((block[1] >> (int)((4 * quad) + run)) & 1);
        return PackedQuants.Levels(codes, LevelZero.IQ3Levels) + Vector256.Create((byte)shift);
    }
}
