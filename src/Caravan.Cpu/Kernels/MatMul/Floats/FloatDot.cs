// One activation row with floating-point weight rows, straight from memory.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>
/// Element i is added to lane i mod 8 of its row's sum, in rising order, each product and sum rounded once; the last
/// elements are filled up with zeros to a whole vector.
/// </summary>
internal static unsafe class FloatDot<TWeights>
    where TWeights : IFloatWeights
{
    private const int Lanes = FloatPiece.Lanes;

    private const int CacheLine = 64;

    /// <summary>Rows that share a load of the activations and keep the multipliers busy.</summary>
    private const int Rows = FloatPiece.Rows;

    /// <summary>Products of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Eight(byte* weights, nint stride, float* activation, int k, float* destination)
    {
        byte* upper = weights + (4 * stride);
        // Before the sums come to life: a call in their midst would keep them out of registers.
        float* lanes = stackalloc float[Rows * Lanes];
        int whole = k & -Lanes;
        for (int row = 0; row < Rows && whole < k; row++)
        {
            byte* tail = weights + (row * stride) + ((nint)whole * TWeights.ElementBytes);
            LoadTail(tail, k - whole).Store(lanes + (row * Lanes));
        }

        Vector256<float> s0 = default;
        Vector256<float> s1 = default;
        Vector256<float> s2 = default;
        Vector256<float> s3 = default;
        Vector256<float> s4 = default;
        Vector256<float> s5 = default;
        Vector256<float> s6 = default;
        Vector256<float> s7 = default;
        byte* ahead = weights + (Rows * stride);
        int i = 0;
        for (; i < whole; i += Lanes)
        {
            // The next eight rows, which lie behind these.
            for (int line = 0; line < Rows * Lanes * TWeights.ElementBytes; line += CacheLine)
            {
                Sse.Prefetch1(ahead + line);
            }

            ahead += Rows * Lanes * TWeights.ElementBytes;
            Vector256<float> a = Vector256.Load(activation + i);
            s0 = Fma.MultiplyAdd(TWeights.Load(weights), a, s0);
            s1 = Fma.MultiplyAdd(TWeights.Load(weights + stride), a, s1);
            s2 = Fma.MultiplyAdd(TWeights.Load(weights + (2 * stride)), a, s2);
            s3 = Fma.MultiplyAdd(TWeights.Load(weights + (3 * stride)), a, s3);
            s4 = Fma.MultiplyAdd(TWeights.Load(upper), a, s4);
            s5 = Fma.MultiplyAdd(TWeights.Load(upper + stride), a, s5);
            s6 = Fma.MultiplyAdd(TWeights.Load(upper + (2 * stride)), a, s6);
            s7 = Fma.MultiplyAdd(TWeights.Load(upper + (3 * stride)), a, s7);
            weights += Lanes * TWeights.ElementBytes;
            upper += Lanes * TWeights.ElementBytes;
        }

        if (i < k)
        {
            Vector256<float> a = Vector256.Load(activation + i);
            s0 = Fma.MultiplyAdd(Vector256.Load(lanes), a, s0);
            s1 = Fma.MultiplyAdd(Vector256.Load(lanes + Lanes), a, s1);
            s2 = Fma.MultiplyAdd(Vector256.Load(lanes + (2 * Lanes)), a, s2);
            s3 = Fma.MultiplyAdd(Vector256.Load(lanes + (3 * Lanes)), a, s3);
            s4 = Fma.MultiplyAdd(Vector256.Load(lanes + (4 * Lanes)), a, s4);
            s5 = Fma.MultiplyAdd(Vector256.Load(lanes + (5 * Lanes)), a, s5);
            s6 = Fma.MultiplyAdd(Vector256.Load(lanes + (6 * Lanes)), a, s6);
            s7 = Fma.MultiplyAdd(Vector256.Load(lanes + (7 * Lanes)), a, s7);
        }

        s0.Store(lanes);
        s1.Store(lanes + Lanes);
        s2.Store(lanes + (2 * Lanes));
        s3.Store(lanes + (3 * Lanes));
        s4.Store(lanes + (4 * Lanes));
        s5.Store(lanes + (5 * Lanes));
        s6.Store(lanes + (6 * Lanes));
        s7.Store(lanes + (7 * Lanes));
        FloatRows.Sums((Vector256<float>*)lanes).Store(destination);
    }

    /// <summary>Fewer than eight elements and zeros.</summary>
    internal static Vector256<float> LoadTail(byte* address, int elements)
    {
        // Widest elements: eight of four bytes.
        byte* buffer = stackalloc byte[Lanes * sizeof(float)];
        new Span<byte>(buffer, Lanes * sizeof(float)).Clear();
        int bytes = elements * TWeights.ElementBytes;
        new ReadOnlySpan<byte>(address, bytes).CopyTo(new Span<byte>(buffer, bytes));
        return TWeights.Load(buffer);
    }
}
