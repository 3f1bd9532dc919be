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
    internal const int Lanes = 8;

    private const int CacheLine = 64;

    /// <summary>Rows that share a load of the activations and keep the multipliers busy.</summary>
    internal const int Rows = 8;

    /// <summary>Products of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Eight(byte* weights, nint stride, float* activation, int k, float* destination)
    {
        byte* upper = weights + (4 * stride);
        // Before the sums come to life: a call in their midst would keep them out of registers.
        float* tails = stackalloc float[Rows * Lanes];
        int whole = k & -Lanes;
        for (int row = 0; row < Rows && whole < k; row++)
        {
            byte* tail = weights + (row * stride) + ((nint)whole * TWeights.ElementBytes);
            LoadTail(tail, k - whole).Store(tails + (row * Lanes));
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
            s0 = Fma.MultiplyAdd(Vector256.Load(tails), a, s0);
            s1 = Fma.MultiplyAdd(Vector256.Load(tails + Lanes), a, s1);
            s2 = Fma.MultiplyAdd(Vector256.Load(tails + (2 * Lanes)), a, s2);
            s3 = Fma.MultiplyAdd(Vector256.Load(tails + (3 * Lanes)), a, s3);
            s4 = Fma.MultiplyAdd(Vector256.Load(tails + (4 * Lanes)), a, s4);
            s5 = Fma.MultiplyAdd(Vector256.Load(tails + (5 * Lanes)), a, s5);
            s6 = Fma.MultiplyAdd(Vector256.Load(tails + (6 * Lanes)), a, s6);
            s7 = Fma.MultiplyAdd(Vector256.Load(tails + (7 * Lanes)), a, s7);
        }

        destination[0] = FloatRows.Sum(s0.GetLower(), s0.GetUpper());
        destination[1] = FloatRows.Sum(s1.GetLower(), s1.GetUpper());
        destination[2] = FloatRows.Sum(s2.GetLower(), s2.GetUpper());
        destination[3] = FloatRows.Sum(s3.GetLower(), s3.GetUpper());
        destination[4] = FloatRows.Sum(s4.GetLower(), s4.GetUpper());
        destination[5] = FloatRows.Sum(s5.GetLower(), s5.GetUpper());
        destination[6] = FloatRows.Sum(s6.GetLower(), s6.GetUpper());
        destination[7] = FloatRows.Sum(s7.GetLower(), s7.GetUpper());
    }

    /// <summary>The product of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float One(byte* weights, float* activation, int k)
    {
        Vector256<float> sum = default;
        int i = 0;
        for (; i <= k - Lanes; i += Lanes)
        {
            sum = Fma.MultiplyAdd(TWeights.Load(weights), Vector256.Load(activation + i), sum);
            weights += Lanes * TWeights.ElementBytes;
        }

        if (i < k)
        {
            sum = Fma.MultiplyAdd(LoadTail(weights, k - i), Vector256.Load(activation + i), sum);
        }

        return FloatRows.Sum(sum.GetLower(), sum.GetUpper());
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
