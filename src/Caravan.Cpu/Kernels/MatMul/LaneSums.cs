// Sums over the lanes of several vectors at once.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>Lane i of a result is the sum over the lanes of vector i, which costs far less than one such sum after another.</summary>
internal static unsafe class LaneSums
{
    /// <summary>The sums of eight vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> OfEach(Vector256<float>* vectors)
    {
        if (!Avx.IsSupported)
        {
            Vector256<float> sums = default;
            for (int i = 0; i < Vector256<float>.Count; i++)
            {
                sums = sums.WithElement(i, Vector256.Sum(vectors[i]));
            }

            return sums;
        }

        Vector256<float> lower = Avx.HorizontalAdd(
            Avx.HorizontalAdd(vectors[0], vectors[1]),
            Avx.HorizontalAdd(vectors[2], vectors[3])
        );
        Vector256<float> upper = Avx.HorizontalAdd(
            Avx.HorizontalAdd(vectors[4], vectors[5]),
            Avx.HorizontalAdd(vectors[6], vectors[7])
        );
        return Avx.Permute2x128(lower, upper, 0x20) + Avx.Permute2x128(lower, upper, 0x31);
    }

    /// <summary>The first lane that holds the largest of eight numbers; 0 when there are only NaNs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int IndexOfLargest(Vector256<float> values)
    {
        Vector128<float> four = Vector128.MaxNative(values.GetLower(), values.GetUpper());
        Vector128<float> two = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        float largest = Vector128.MaxNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
        uint places = Vector256.Equals(values, Vector256.Create(largest)).ExtractMostSignificantBits();
        return BitOperations.TrailingZeroCount(places) & 7;
    }

    /// <summary>Of four vectors of 32 signed bytes: the sums of their lower halves, then those of their upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> OfHalves(sbyte* quants)
    {
        // Bounds: four vectors are the caller's.
        return Avx2.HorizontalAdd(
            Avx2.HorizontalAdd(OfFours(quants), OfFours(quants + 32)),
            Avx2.HorizontalAdd(OfFours(quants + 64), OfFours(quants + 96))
        );
    }

    // In each lane the sum of four bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> OfFours(sbyte* quants) =>
        Avx2.MultiplyAddAdjacent(
            Avx2.MultiplyAddAdjacent(Vector256<byte>.One, Vector256.Load(quants)),
            Vector256<short>.One
        );
}
