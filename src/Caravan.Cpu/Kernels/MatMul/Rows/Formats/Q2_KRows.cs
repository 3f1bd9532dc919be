// Q2_K for AVX2.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows.Formats;

/// <summary><c>{ byte sm[16]; byte q[64]; half d; half dmin }</c>: group g has scale <c>d * (sm[g] &amp; 15)</c> and minimum <c>dmin * (sm[g] >> 4)</c>;
/// each half of the block has 32 bytes of four bit pairs.</summary>
internal readonly unsafe struct Q2_KRows : IAvx2Format
{
    public static TensorType Type => TensorType.Q2_K;

    public static int GroupElements => 16;

    public static bool HasMinimum => true;

    public static int LargestQuant => 3;

    public static int BlockElements => 256;

    public static int BlockBytes => 84;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, nint stride, Vector256<float> rowScales, float* scales, float* minimums)
    {
        Vector256<uint> both = RowLanes.Words(block + 80, stride);
        Vector256<float> d = HalfVectors.ToSingle(both & Vector256.Create(0xFFFFu));
        Vector256<float> dmin = HalfVectors.ToSingle(both >> 16);
        RowLanes.Quads(
            block,
            stride,
            out Vector256<uint> s0,
            out Vector256<uint> s1,
            out Vector256<uint> s2,
            out Vector256<uint> s3
        );
        Four(s0, d, dmin, scales, minimums);
        Four(s1, d, dmin, scales + (4 * TileLayout.Rows), minimums + (4 * TileLayout.Rows));
        Four(s2, d, dmin, scales + (8 * TileLayout.Rows), minimums + (8 * TileLayout.Rows));
        Four(s3, d, dmin, scales + (12 * TileLayout.Rows), minimums + (12 * TileLayout.Rows));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(
        Vector256<uint> packed,
        Vector256<float> d,
        Vector256<float> dmin,
        float* scales,
        float* minimums
    )
    {
        Vector256<uint> low = Vector256.Create(0x0F0F0F0Fu);
        ByteScales.WriteUnsigned(packed & low, d, scales);
        ByteScales.WriteUnsigned((packed >> 4) & low, dmin, minimums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, nint quad, int run) =>
        PackedQuants.Field(block + 16 + (quad * 32), 2 * run, 3);
}
