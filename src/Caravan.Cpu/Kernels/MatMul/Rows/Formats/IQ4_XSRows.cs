// IQ4_XS for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;
using Caravan.Tensors.Codebooks;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary>
/// <c>{ half d; uint16 high; byte low[4]; byte q[128] }</c>: group g has four bits of its scale in nibble g of <c>low</c> and two in pair g of
/// <c>high</c>; <c>value = d * (s - 32) * level[q]</c>.
/// </summary>
internal readonly unsafe struct IQ4_XSRows : IAvx2Format
{
    public static TensorType Type => TensorType.IQ4_XS;

    public static int GroupElements => 32;

    public static int LargestQuant => 0;

    public static int BlockElements => 256;

    public static int BlockBytes => 136;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> head = RowLanes.Words(block, stride);
        Vector256<uint> low = RowLanes.Words(block + 4, stride);
        Vector256<uint> high = head >> 16;
        Vector256<float> d = HalfVectors.ToSingle(head & Vector256.Create(0xFFFFu));
        for (int group = 0; group < 8; group++)
        {
            Vector256<uint> scale = (low & Vector256.Create(15u)) | ((high & Vector256.Create(3u)) << 4);
            (d * Vector256.ConvertToSingle(scale.AsInt32() - Vector256.Create(32))).Store(
                scales + (group * TileLayout.Rows)
            );
            low >>= 4;
            high >>= 2;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) =>
        PackedQuants.Levels(
            PackedQuants.Nibbles(block + 8 + (quad * 64) + (run * 16)),
            Vector128.Create(IQ4Levels.Values)
        );
}
