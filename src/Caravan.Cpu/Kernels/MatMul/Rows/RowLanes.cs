// Gathers small fields of eight rows into vectors whose lanes are rows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

internal static unsafe class RowLanes
{
    /// <summary>A half-precision number of each row, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Halves(byte* field, nint stride)
    {
        byte* upper = field + (4 * stride);
        Vector128<ushort> halves = Vector128.Create(
            *(ushort*)field,
            *(ushort*)(field + stride),
            *(ushort*)(field + (2 * stride)),
            *(ushort*)(field + (3 * stride)),
            *(ushort*)upper,
            *(ushort*)(upper + stride),
            *(ushort*)(upper + (2 * stride)),
            *(ushort*)(upper + (3 * stride))
        );
        return HalfVectors.ToSingle(Avx2.ConvertToVector256Int32(halves).AsUInt32());
    }

    /// <summary>Four bytes of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> Words(byte* field, nint stride)
    {
        byte* upper = field + (4 * stride);
        return Vector256.Create(
            *(uint*)field,
            *(uint*)(field + stride),
            *(uint*)(field + (2 * stride)),
            *(uint*)(field + (3 * stride)),
            *(uint*)upper,
            *(uint*)(upper + stride),
            *(uint*)(upper + (2 * stride)),
            *(uint*)(upper + (3 * stride))
        );
    }

    /// <summary>Sixteen bytes of each row, as four vectors of four bytes a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Quads(
        byte* field,
        nint stride,
        out Vector256<uint> first,
        out Vector256<uint> second,
        out Vector256<uint> third,
        out Vector256<uint> fourth
    )
    {
        byte* upper = field + (4 * stride);
        Vector256<uint> rows0And4 = Pair(field, upper);
        Vector256<uint> rows1And5 = Pair(field + stride, upper + stride);
        Vector256<uint> rows2And6 = Pair(field + (2 * stride), upper + (2 * stride));
        Vector256<uint> rows3And7 = Pair(field + (3 * stride), upper + (3 * stride));
        Vector256<ulong> a = Avx2.UnpackLow(rows0And4, rows1And5).AsUInt64();
        Vector256<ulong> b = Avx2.UnpackLow(rows2And6, rows3And7).AsUInt64();
        Vector256<ulong> c = Avx2.UnpackHigh(rows0And4, rows1And5).AsUInt64();
        Vector256<ulong> d = Avx2.UnpackHigh(rows2And6, rows3And7).AsUInt64();
        first = Avx2.UnpackLow(a, b).AsUInt32();
        second = Avx2.UnpackHigh(a, b).AsUInt32();
        third = Avx2.UnpackLow(c, d).AsUInt32();
        fourth = Avx2.UnpackHigh(c, d).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Pair(byte* lower, byte* upper) =>
        Vector256.Create(Vector128.Load((uint*)lower), Vector128.Load((uint*)upper));
}
