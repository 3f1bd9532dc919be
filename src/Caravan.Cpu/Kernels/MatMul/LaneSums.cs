// Sums over the lanes of several vectors at once.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>Lane i of a result is the sum over the lanes of vector i, which costs far less than one such sum after another.</summary>
internal static unsafe class LaneSums
{
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
