// The scales and minimums of Q4_K and Q5_K for eight rows at once.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>
/// <c>{ half d; half dmin; byte sm[12] }</c>: groups 0 to 3 have their scale in the low six bits of sm[0..3] and their minimum in
/// those of sm[4..7]; groups 4 to 7 have low nibbles (scale) and high nibbles (minimum) of sm[8..11], the two upper bits on top of sm[0..7].
/// </summary>
internal static unsafe class SixBitScales
{
    private const int Groups = 8;

    /// <summary>Writes scales and minimums, lanes are rows, groups <see cref="TileLayout.Rows"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(byte* block, nint stride, float* scales, float* minimums)
    {
        RowLanes.Quads(
            block,
            stride,
            out Vector256<uint> factors,
            out Vector256<uint> w0,
            out Vector256<uint> w1,
            out Vector256<uint> w2
        );
        Vector256<float> d = HalfVectors.ToSingle(factors & Vector256.Create(0xFFFFu));
        Vector256<float> dmin = HalfVectors.ToSingle(factors >> 16);
        Vector256<uint> six = Vector256.Create(0x3F3F3F3Fu);
        Vector256<uint> four = Vector256.Create(0x0F0F0F0Fu);
        Vector256<uint> upper = Vector256.Create(0x30303030u);
        ByteScales.WriteUnsigned(w0 & six, d, scales);
        ByteScales.WriteUnsigned(w1 & six, dmin, minimums);
        ByteScales.WriteUnsigned((w2 & four) | ((w0 >> 2) & upper), d, scales + (Groups / 2 * TileLayout.Rows));
        ByteScales.WriteUnsigned(
            ((w2 >> 4) & four) | ((w1 >> 2) & upper),
            dmin,
            minimums + (Groups / 2 * TileLayout.Rows)
        );
    }
}
