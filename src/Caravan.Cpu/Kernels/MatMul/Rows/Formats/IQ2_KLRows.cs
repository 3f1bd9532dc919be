// IQ2_KL for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// Row: <c>half d</c>, then blocks <c>{ uint16 sh; byte sl[4]; byte low[64]; byte high[16] }</c>: group g has nibble <c>g / 4</c> of
/// <c>sl[g % 4]</c>, pair g of <c>sh</c> and, for its pair p of elements, nibble <c>g % 2</c> of <c>low[16 * (g / 2) + p]</c> and bit g of
/// <c>high[p]</c>; <c>value = d * (s - 32) * level</c>.
/// </summary>
internal readonly unsafe struct IQ2_KLRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ2_KL;

    public static int GroupElements => 32;

    public static int ZeroPoint => GridPoints.IQ2_KLZero;

    public static int LargestQuant => GridPoints.IQ2_KLZero + 47;

    public static int BlockElements => 256;

    public static int BlockBytes => 86;

    public static int RowHeaderBytes => sizeof(ushort);

    public static void Prepare() => GridPoints.Prepare();

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
            Vector256<uint> scale = low | ((high & Vector256.Create(3u)) << 4);
            GridScales.Store(scale, rowScales, -32, 1, 1, scales + (group * TileLayout.Rows));
            high >>= 2;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run)
    {
        // Sixteen codes twice: the lower halves look the first level of a pair up, the upper ones the second.
        byte* packed = block + 6 + (quad * 32) + (run >> 1 << 4);
        Vector256<ushort> nibbles = Avx2.BroadcastVector128ToVector256((ushort*)packed) >> (4 * (run & 1));
        Vector256<byte> low = nibbles.AsByte() & Vector256.Create((byte)15);
        // Fifth bits go to the top of their bytes, which is what the blend looks at.
        Vector256<ushort> bits =
            Avx2.BroadcastVector128ToVector256((ushort*)(block + 70)) << (int)(7 - run - (4 * quad));
        Vector256<byte> levels = Avx2.BlendVariable(
            Avx2.Shuffle(Vector256.Load(GridPoints.IQ2_KL), low),
            Avx2.Shuffle(Vector256.Load(GridPoints.IQ2_KL + 32), low),
            bits.AsByte()
        );
        Vector128<byte> first = levels.GetLower();
        Vector128<byte> second = levels.GetUpper();
        return Vector256.Create(Sse2.UnpackLow(first, second), Sse2.UnpackHigh(first, second));
    }
}
