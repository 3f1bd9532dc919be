// The instructions of attention in AVX-512.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu;

/// <summary>Each operation once, on 512 bits.</summary>
internal readonly unsafe struct AttentionVector512 : IAttentionVector<Vector512<float>>
{
    public static int Lanes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* address) => Vector512.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> vector, float* address) => vector.Store(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Avx512F.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Avx512F.Max(a, b);

    // As VectorMath.Exp; one scaling by a power of two rounds as its two factors do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpOfNonPositive(Vector512<float> x)
    {
        x = Avx512F.Max(Vector512.Create(-105f), x);
        Vector512<float> n = Avx512F.RoundScale(x * Vector512.Create(1.44269504088896341f), 0);
        Vector512<float> r = MultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = MultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = MultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = MultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = MultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = MultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = MultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = MultiplyAdd(p, r * r, r) + Vector512.Create(1f);
        return Avx512F.Scale(p, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LargestOf(Vector512<float> vector) =>
        AttentionVector256.LargestOf(Avx.Max(vector.GetLower(), vector.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumOf(Vector512<float> lower, Vector512<float> upper) =>
        AttentionVector256.SumOf(lower.GetLower(), lower.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromHalves(ushort* address) =>
        Vector512.Create(AttentionVector256.FromHalves(address), AttentionVector256.FromHalves(address + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddMask(Vector512<float> score, Vector512<float> mask, Vector512<float> slope) =>
        Vector512.ConditionalSelect(
            Vector512.Equals(mask, Vector512.Create(float.NegativeInfinity)),
            mask,
            score + mask * slope
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadParts(byte* lower, byte* upper) =>
        Vector512.Create(Vector256.Load(lower), Vector256.Load(upper)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WidenWords(byte* address) =>
        Avx512F.ConvertToVector512Int32(Vector256.Load((short*)address)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WidenBytes(byte* address) =>
        Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)address)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ShiftLeft(Vector512<float> vector, [ConstantExpected] int bits) =>
        (vector.AsInt32() << bits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ShiftRight(Vector512<float> vector, [ConstantExpected] int bits) =>
        (vector.AsInt32() >> bits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> And(Vector512<float> vector, uint mask) =>
        (vector.AsUInt32() & Vector512.Create(mask)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromIntegers(Vector512<float> vector) =>
        Avx512F.ConvertToVector512Single(vector.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> CollectSpecialHalves(Vector512<float> found, Vector512<float> halves)
    {
        Vector512<ushort> words = halves.AsUInt16();
        Vector512<ushort> carried = words + Vector512.Create((ushort)0x0400);
        return (found.AsUInt16() | (words ^ carried)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySpecialHalf(Vector512<float> found) =>
        (found.AsUInt16() & Vector512.Create((ushort)0x8000)) != Vector512<ushort>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddPairProducts(Vector512<float> sum, Vector512<float> a, Vector512<float> b) =>
        (sum.AsInt32() + Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16())).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> EvenBytes(Vector512<float> vector) => ((vector.AsInt16() << 8) >> 8).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OddBytes(Vector512<float> vector) => (vector.AsInt16() >> 8).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> BytesAsWords(byte* address) =>
        Avx512BW.ConvertToVector512Int16(Vector256.Load((sbyte*)address)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> InterleaveLow(Vector512<float> a, Vector512<float> b) =>
        Avx512BW.UnpackLow(a.AsInt16(), b.AsInt16()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> InterleaveHigh(Vector512<float> a, Vector512<float> b) =>
        Avx512BW.UnpackHigh(a.AsInt16(), b.AsInt16()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InOrder(
        Vector512<float> low,
        Vector512<float> high,
        out Vector512<float> first,
        out Vector512<float> second
    )
    {
        first = Avx512F
            .PermuteVar8x64x2(low.AsInt64(), Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), high.AsInt64())
            .AsSingle();
        second = Avx512F
            .PermuteVar8x64x2(low.AsInt64(), Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), high.AsInt64())
            .AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWords(Vector512<float> floats, short* address) =>
        Avx512F.ConvertToVector256Int16WithSaturation(Avx512F.ConvertToVector512Int32(floats)).Store(address);

    // Unpacking brings four rows of a column together, exchanging quarters brings sixteen.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<TFormat>(byte* source, nint* rows, ref Vector512<float> found, float* words)
        where TFormat : IChunkFormat<Vector512<float>>
    {
        Vector512<float> seen = found;
        Unpack<TFormat>(source, rows, ref seen, out var a0, out var a1, out var a2, out var a3);
        Unpack<TFormat>(source, rows + 4, ref seen, out var b0, out var b1, out var b2, out var b3);
        Unpack<TFormat>(source, rows + 8, ref seen, out var c0, out var c1, out var c2, out var c3);
        Unpack<TFormat>(source, rows + 12, ref seen, out var d0, out var d1, out var d2, out var d3);
        found = seen;
        StoreColumns(a0, b0, c0, d0, words);
        StoreColumns(a1, b1, c1, d1, words + Vector512<float>.Count);
        StoreColumns(a2, b2, c2, d2, words + 2 * Vector512<float>.Count);
        StoreColumns(a3, b3, c3, d3, words + 3 * Vector512<float>.Count);
    }

    // Words 4 q + i of four rows come to stand in quarter q of result i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpack<TFormat>(
        byte* source,
        nint* rows,
        ref Vector512<float> found,
        out Vector512<float> word0,
        out Vector512<float> word1,
        out Vector512<float> word2,
        out Vector512<float> word3
    )
        where TFormat : IChunkFormat<Vector512<float>>
    {
        Vector512<float> row0 = TFormat.LoadChunk(source + rows[0]);
        Vector512<float> row1 = TFormat.LoadChunk(source + rows[1]);
        Vector512<float> row2 = TFormat.LoadChunk(source + rows[2]);
        Vector512<float> row3 = TFormat.LoadChunk(source + rows[3]);
        found = TFormat.Examine(TFormat.Examine(found, row0), row1);
        found = TFormat.Examine(TFormat.Examine(found, row2), row3);
        Vector512<double> low01 = Avx512F.UnpackLow(row0, row1).AsDouble();
        Vector512<double> high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(row2, row3).AsDouble();
        Vector512<double> high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
        word0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        word1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        word2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        word3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    // From quarters 0 to 3 of words for four rows each to sixteen rows of words 0, 4, 8 and 12.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(
        Vector512<float> rows0,
        Vector512<float> rows4,
        Vector512<float> rows8,
        Vector512<float> rows12,
        float* words
    )
    {
        Vector512<float> even0 = Avx512F.Shuffle4x128(rows0, rows4, 0x88);
        Vector512<float> odd0 = Avx512F.Shuffle4x128(rows0, rows4, 0xDD);
        Vector512<float> even8 = Avx512F.Shuffle4x128(rows8, rows12, 0x88);
        Vector512<float> odd8 = Avx512F.Shuffle4x128(rows8, rows12, 0xDD);
        Avx512F.Shuffle4x128(even0, even8, 0x88).Store(words);
        Avx512F.Shuffle4x128(odd0, odd8, 0x88).Store(words + 4 * Vector512<float>.Count);
        Avx512F.Shuffle4x128(even0, even8, 0xDD).Store(words + 8 * Vector512<float>.Count);
        Avx512F.Shuffle4x128(odd0, odd8, 0xDD).Store(words + 12 * Vector512<float>.Count);
    }
}
