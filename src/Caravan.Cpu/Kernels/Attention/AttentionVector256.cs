// The instructions of attention on 256 bits: AVX2 where there is AVX2, whatever the runtime has elsewhere.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu;

/// <summary>Each operation once, on 256 bits.</summary>
internal readonly unsafe struct AttentionVector256 : IAttentionVector<Vector256<float>>
{
    public static int Lanes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* address) => Vector256.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> vector, float* address) => vector.Store(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Vector256.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ExpOfNonPositive(Vector256<float> x) => VectorMath.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LargestOf(Vector256<float> vector)
    {
        Vector128<float> four = Vector128.MaxNative(vector.GetLower(), vector.GetUpper());
        Vector128<float> two = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3)));
        return two[0] > two[1] ? two[0] : two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumOf(Vector256<float> lower, Vector256<float> upper)
    {
        Vector256<float> sum = lower + upper;
        Vector128<float> half = sum.GetLower() + sum.GetUpper();
        return half[0] + half[1] + (half[2] + half[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FromHalves(ushort* address) => HalfRows.ToSingle(Vector128.Load(address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddMask(Vector256<float> score, Vector256<float> mask, Vector256<float> slope) =>
        Vector256.ConditionalSelect(
            Vector256.Equals(mask, Vector256.Create(float.NegativeInfinity)),
            mask,
            score + mask * slope
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadParts(byte* lower, byte* upper) =>
        Vector256.Create(Vector128.Load(lower), Vector128.Load(upper)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WidenWords(byte* address) =>
        Avx2.ConvertToVector256Int32(Vector128.Load((short*)address)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WidenBytes(byte* address) =>
        Avx2.ConvertToVector256Int32((sbyte*)address).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShiftLeft(Vector256<float> vector, [ConstantExpected] int bits) =>
        (vector.AsInt32() << bits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShiftRight(Vector256<float> vector, [ConstantExpected] int bits) =>
        (vector.AsInt32() >> bits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> And(Vector256<float> vector, uint mask) =>
        (vector.AsUInt32() & Vector256.Create(mask)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FromIntegers(Vector256<float> vector) => Vector256.ConvertToSingle(vector.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> CollectSpecialHalves(Vector256<float> found, Vector256<float> halves)
    {
        Vector256<ushort> words = halves.AsUInt16();
        Vector256<ushort> carried = words + Vector256.Create((ushort)0x0400);
        return (found.AsUInt16() | (words ^ carried)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySpecialHalf(Vector256<float> found) =>
        (found.AsUInt16() & Vector256.Create((ushort)0x8000)) != Vector256<ushort>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddPairProducts(Vector256<float> sum, Vector256<float> a, Vector256<float> b)
    {
        if (Avx2.IsSupported)
        {
            return (sum.AsInt32() + Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16())).AsSingle();
        }

        Vector256<int> evens = ((a.AsInt32() << 16) >> 16) * ((b.AsInt32() << 16) >> 16);
        Vector256<int> odds = (a.AsInt32() >> 16) * (b.AsInt32() >> 16);
        return (sum.AsInt32() + evens + odds).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> EvenBytes(Vector256<float> vector) => ((vector.AsInt16() << 8) >> 8).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> OddBytes(Vector256<float> vector) => (vector.AsInt16() >> 8).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> BytesAsWords(byte* address) =>
        Avx2.ConvertToVector256Int16(Vector128.Load((sbyte*)address)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> InterleaveLow(Vector256<float> a, Vector256<float> b) =>
        Avx2.UnpackLow(a.AsInt16(), b.AsInt16()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> InterleaveHigh(Vector256<float> a, Vector256<float> b) =>
        Avx2.UnpackHigh(a.AsInt16(), b.AsInt16()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InOrder(
        Vector256<float> low,
        Vector256<float> high,
        out Vector256<float> first,
        out Vector256<float> second
    )
    {
        first = Vector256.Create(low.GetLower(), high.GetLower());
        second = Vector256.Create(low.GetUpper(), high.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWords(Vector256<float> floats, short* address)
    {
        // Adding 1.5 times 2^23 leaves the nearest integer in the low bits.
        Vector256<float> rounder = Vector256.Create(12582912f);
        Vector256<int> integers = (floats + rounder).AsInt32() - rounder.AsInt32();
        Vector128.Narrow(integers.GetLower(), integers.GetUpper()).Store(address);
    }

    // Unpacking brings four rows of a column together, exchanging halves brings eight.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<TFormat>(byte* source, nint* rows, ref Vector256<float> found, float* words)
        where TFormat : IChunkFormat<Vector256<float>>
    {
        Vector256<float> seen = found;
        Unpack<TFormat>(source, rows, ref seen, out var a0, out var a1, out var a2, out var a3);
        Unpack<TFormat>(source, rows + 4, ref seen, out var b0, out var b1, out var b2, out var b3);
        found = seen;
        StoreColumns(a0, b0, words);
        StoreColumns(a1, b1, words + Vector256<float>.Count);
        StoreColumns(a2, b2, words + 2 * Vector256<float>.Count);
        StoreColumns(a3, b3, words + 3 * Vector256<float>.Count);
    }

    // Words 4 h + i of four rows come to stand in half h of result i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpack<TFormat>(
        byte* source,
        nint* rows,
        ref Vector256<float> found,
        out Vector256<float> word0,
        out Vector256<float> word1,
        out Vector256<float> word2,
        out Vector256<float> word3
    )
        where TFormat : IChunkFormat<Vector256<float>>
    {
        Vector256<float> row0 = TFormat.LoadChunk(source + rows[0]);
        Vector256<float> row1 = TFormat.LoadChunk(source + rows[1]);
        Vector256<float> row2 = TFormat.LoadChunk(source + rows[2]);
        Vector256<float> row3 = TFormat.LoadChunk(source + rows[3]);
        found = TFormat.Examine(TFormat.Examine(found, row0), row1);
        found = TFormat.Examine(TFormat.Examine(found, row2), row3);
        Vector256<double> low01 = Avx.UnpackLow(row0, row1).AsDouble();
        Vector256<double> high01 = Avx.UnpackHigh(row0, row1).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(row2, row3).AsDouble();
        Vector256<double> high23 = Avx.UnpackHigh(row2, row3).AsDouble();
        word0 = Avx.UnpackLow(low01, low23).AsSingle();
        word1 = Avx.UnpackHigh(low01, low23).AsSingle();
        word2 = Avx.UnpackLow(high01, high23).AsSingle();
        word3 = Avx.UnpackHigh(high01, high23).AsSingle();
    }

    // From halves 0 and 1 of words for four rows each to eight rows of words 0 and 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(Vector256<float> rows0, Vector256<float> rows4, float* words)
    {
        Avx.Permute2x128(rows0, rows4, 0x20).Store(words);
        Avx.Permute2x128(rows0, rows4, 0x31).Store(words + 4 * Vector256<float>.Count);
    }
}
