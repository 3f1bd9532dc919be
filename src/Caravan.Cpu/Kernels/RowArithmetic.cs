// Sums of products of dense float rows, for recurrences and small products.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// Arithmetic on <c>count</c> floats of each operand; no byte beyond is touched. Lanes are added in one fixed order, so that
/// a result depends on nothing but its operands.
/// </summary>
internal static unsafe class RowArithmetic
{
    /// <summary>Sum of <c>x[i] * y[i]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Dot(float* x, float* y, long count)
    {
        Vector256<float> sum0 = default;
        Vector256<float> sum1 = default;
        long i = 0;
        for (; i <= count - 16; i += 16)
        {
            sum0 = Vector256.MultiplyAddEstimate(Vector256.Load(x + i), Vector256.Load(y + i), sum0);
            sum1 = Vector256.MultiplyAddEstimate(Vector256.Load(x + i + 8), Vector256.Load(y + i + 8), sum1);
        }

        if (i <= count - 8)
        {
            sum0 = Vector256.MultiplyAddEstimate(Vector256.Load(x + i), Vector256.Load(y + i), sum0);
            i += 8;
        }

        if (i < count)
        {
            Vector256<float> tail = VectorRows.LoadTail(x + i, count - i);
            sum1 = Vector256.MultiplyAddEstimate(tail, VectorRows.LoadTail(y + i, count - i), sum1);
        }

        Vector256<float> sum = sum0 + sum1;
        Vector128<float> half = sum.GetLower() + sum.GetUpper();
        return (half[0] + half[1]) + (half[2] + half[3]);
    }

    /// <summary><c>y[i] += x[i] * factor</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyAdd(float* x, float factor, float* y, long count)
    {
        Vector256<float> f = Vector256.Create(factor);
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            Vector256.MultiplyAddEstimate(Vector256.Load(x + i), f, Vector256.Load(y + i)).Store(y + i);
        }

        if (i < count)
        {
            long left = count - i;
            Vector256<float> tail = VectorRows.LoadTail(y + i, left);
            VectorRows.StoreTail(Vector256.MultiplyAddEstimate(VectorRows.LoadTail(x + i, left), f, tail), y + i, left);
        }
    }

    /// <summary><c>state[i] = state[i] * decay + x[i] * factor</c>; the sum of <c>state[i] * y[i]</c> afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float DecayAddDot(float* state, float decay, float* x, float factor, float* y, long count)
    {
        Vector256<float> d = Vector256.Create(decay);
        Vector256<float> f = Vector256.Create(factor);
        Vector256<float> sum = default;
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            Vector256<float> next = Vector256.Load(state + i) * d + Vector256.Load(x + i) * f;
            next.Store(state + i);
            sum = Vector256.MultiplyAddEstimate(next, Vector256.Load(y + i), sum);
        }

        if (i < count)
        {
            long left = count - i;
            Vector256<float> next = VectorRows.LoadTail(state + i, left) * d + VectorRows.LoadTail(x + i, left) * f;
            VectorRows.StoreTail(next, state + i, left);
            sum = Vector256.MultiplyAddEstimate(next, VectorRows.LoadTail(y + i, left), sum);
        }

        Vector128<float> half = sum.GetLower() + sum.GetUpper();
        return (half[0] + half[1]) + (half[2] + half[3]);
    }

    /// <summary><c>y[i] = x[i]</c>.</summary>
    internal static void Copy(float* x, float* y, long count) =>
        Buffer.MemoryCopy(x, y, count * sizeof(float), count * sizeof(float));

    /// <summary>log(1 + e to the x), and x itself above 20 as ggml has it.</summary>
    internal static float SoftPlus(float x) => x > 20 ? x : MathF.Log(1 + MathF.Exp(x));
}
