// Sums and maxima of a row in one fixed order.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// Reductions over <c>count</c> floats. Element i always goes to lane i mod 32 and the lanes are added in one fixed order:
/// a sum depends on nothing but its elements, and zeros behind them do not change it.
/// </summary>
internal static unsafe class Reductions
{
    private const int Step = 32;

    /// <summary>Sum of f(x[i]).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Sum<TFunction>(float* x, long count, float parameter)
        where TFunction : struct, IMapFunction
    {
        Vector256<float> p = Vector256.Create(parameter);
        Vector256<float> sum0 = default;
        Vector256<float> sum1 = default;
        Vector256<float> sum2 = default;
        Vector256<float> sum3 = default;
        long i = 0;
        for (; i <= count - Step; i += Step)
        {
            sum0 += TFunction.Apply(Vector256.Load(x + i), p, p);
            sum1 += TFunction.Apply(Vector256.Load(x + i + 8), p, p);
            sum2 += TFunction.Apply(Vector256.Load(x + i + 16), p, p);
            sum3 += TFunction.Apply(Vector256.Load(x + i + 24), p, p);
        }

        if (i < count)
        {
            // Lanes behind the row add f(parameter) = 0 for every function used here.
            float* padded = stackalloc float[Step];
            new Span<float>(padded, Step).Fill(parameter);
            Unsafe.CopyBlockUnaligned(padded, x + i, (uint)(count - i) * sizeof(float));
            sum0 += TFunction.Apply(Vector256.Load(padded), p, p);
            sum1 += TFunction.Apply(Vector256.Load(padded + 8), p, p);
            sum2 += TFunction.Apply(Vector256.Load(padded + 16), p, p);
            sum3 += TFunction.Apply(Vector256.Load(padded + 24), p, p);
        }

        return Total(sum0, sum1, sum2, sum3);
    }

    /// <summary>The largest element; negative infinity for an empty row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Maximum(float* x, long count)
    {
        Vector256<float> largest = Vector256.Create(float.NegativeInfinity);
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            largest = Vector256.MaxNative(Vector256.Load(x + i), largest);
        }

        float result = float.NegativeInfinity;
        for (int lane = 0; lane < 8; lane++)
        {
            result = MathF.Max(result, largest.GetElement(lane));
        }

        for (; i < count; i++)
        {
            result = MathF.Max(result, x[i]);
        }

        return result;
    }

    /// <summary><c>x[i] = e to the (x[i] - maximum)</c>; the sum of the results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float ExpAndSum(float* x, long count, float maximum)
    {
        Vector256<float> top = Vector256.Create(maximum);
        Vector256<float> sum0 = default;
        Vector256<float> sum1 = default;
        Vector256<float> sum2 = default;
        Vector256<float> sum3 = default;
        long i = 0;
        for (; i <= count - Step; i += Step)
        {
            sum0 += ExpInto(x + i, Vector256.Load(x + i), top);
            sum1 += ExpInto(x + i + 8, Vector256.Load(x + i + 8), top);
            sum2 += ExpInto(x + i + 16, Vector256.Load(x + i + 16), top);
            sum3 += ExpInto(x + i + 24, Vector256.Load(x + i + 24), top);
        }

        if (i < count)
        {
            // Lanes behind the row are e to the minus infinity = 0.
            float* padded = stackalloc float[Step];
            new Span<float>(padded, Step).Fill(float.NegativeInfinity);
            Unsafe.CopyBlockUnaligned(padded, x + i, (uint)(count - i) * sizeof(float));
            sum0 += ExpInto(padded, Vector256.Load(padded), top);
            sum1 += ExpInto(padded + 8, Vector256.Load(padded + 8), top);
            sum2 += ExpInto(padded + 16, Vector256.Load(padded + 16), top);
            sum3 += ExpInto(padded + 24, Vector256.Load(padded + 24), top);
            Unsafe.CopyBlockUnaligned(x + i, padded, (uint)(count - i) * sizeof(float));
        }

        return Total(sum0, sum1, sum2, sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpInto(float* destination, Vector256<float> x, Vector256<float> top)
    {
        Vector256<float> e = VectorMath.Exp(x - top);
        e.Store(destination);
        return e;
    }

    private static float Total(
        Vector256<float> sum0,
        Vector256<float> sum1,
        Vector256<float> sum2,
        Vector256<float> sum3
    )
    {
        Vector256<float> sum = (sum0 + sum1) + (sum2 + sum3);
        Vector128<float> half = sum.GetLower() + sum.GetUpper();
        return (half[0] + half[1]) + (half[2] + half[3]);
    }
}
