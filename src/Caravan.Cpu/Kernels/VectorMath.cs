// Elementary functions of eight floats at a time.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>Elementary functions on vectors, within about two units in the last place of the true value.</summary>
internal static class VectorMath
{
    /// <summary>e to the x; 0 and infinity where the result leaves the range, NaN for NaN.</summary>
    /// <remarks>
    /// x = n ln 2 + r with |r| at most ln 2 / 2; e to the r by the polynomial of Cephes' expf; 2 to the n in two factors, so
    /// that results below the normal range are rounded once and those above become infinite.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Exp(Vector256<float> x)
    {
        // The operand order keeps NaN: the hardware's maximum returns its second operand then.
        x = Vector256.MaxNative(Vector256.Create(-105f), x);
        x = Vector256.MinNative(Vector256.Create(90f), x);
        Vector256<float> n = Vector256.Round(x * 1.44269504088896341f);
        Vector256<float> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-0.693359375f), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(2.12194440e-4f), r);
        Vector256<float> p = Vector256.Create(1.9875691500e-4f);
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.3981999507e-3f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(8.3334519073e-3f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(4.1665795894e-2f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.6666665459e-1f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(5.0000001201e-1f));
        p = Vector256.MultiplyAddEstimate(p, r * r, r) + Vector256<float>.One;
        Vector256<int> exponent = Vector256.ConvertToInt32Native(n);
        Vector256<int> half = exponent >> 1;
        return p * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>1 / (1 + e to the -x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Sigmoid(Vector256<float> x) =>
        Vector256<float>.One / (Vector256<float>.One + Exp(-x));

    /// <summary>x / (1 + e to the -x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Silu(Vector256<float> x) => x / (Vector256<float>.One + Exp(-x));

    /// <summary>x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), which is x sigmoid(2 ...).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> GeluTanh(Vector256<float> x)
    {
        Vector256<float> inner = x * 1.59576912160573071f * (Vector256<float>.One + x * x * 0.044715f);
        return x / (Vector256<float>.One + Exp(-inner));
    }

    /// <summary>x sigmoid(1.702 x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> GeluQuick(Vector256<float> x) => x / (Vector256<float>.One + Exp(x * -1.702f));

    /// <summary>x / 2 (1 + erf(x / sqrt 2)), which is x / 2 erfc(-x / sqrt 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> GeluErf(Vector256<float> x) => x * 0.5f * Erfc(x * -0.707106781186547524f);

    /// <summary>Hyperbolic tangent: Cephes' tanhf, an odd polynomial below 0.625 and exponentials above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> magnitude = Vector256.Abs(x);
        Vector256<float> z = x * x;
        Vector256<float> p = Vector256.Create(-5.70498872745e-3f);
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(2.06390887954e-2f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(-5.37397155531e-2f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(1.33314422036e-1f));
        p = Vector256.MultiplyAddEstimate(p, z, Vector256.Create(-3.33332819422e-1f));
        Vector256<float> small = Vector256.MultiplyAddEstimate(p * z, x, x);
        Vector256<float> large =
            Vector256<float>.One - Vector256.Create(2f) / (Exp(magnitude + magnitude) + Vector256<float>.One);
        Vector256<float> sign = x & Vector256.Create(-0f);
        return Vector256.ConditionalSelect(
            Vector256.LessThan(magnitude, Vector256.Create(0.625f)),
            small,
            large | sign
        );
    }

    /// <summary>
    /// Complementary error function with a relative error of some 1e-6 everywhere: the Chebyshev fit of Numerical Recipes
    /// (section 6.2, erfcc), t exp(-x^2 + P(t)) with t = 1 / (1 + |x| / 2).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Erfc(Vector256<float> x)
    {
        Vector256<float> z = Vector256.Abs(x);
        Vector256<float> t = Vector256<float>.One / (Vector256<float>.One + z * 0.5f);
        Vector256<float> p = Vector256.Create(0.17087277f);
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(-0.82215223f));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(1.48851587f));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(-1.13520398f));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(0.27886807f));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(-0.18628806f));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(0.09678418f));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(0.37409196f));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(1.00002368f));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(-1.26551223f));
        Vector256<float> positive = t * Exp(p - z * z);
        return Vector256.ConditionalSelect(
            Vector256.LessThan(x, Vector256<float>.Zero),
            Vector256.Create(2f) - positive,
            positive
        );
    }

    /// <summary>A scalar function of each lane, for functions that no model needs often.</summary>
    internal static Vector256<float> Lanes(Vector256<float> x, Func<float, float> function)
    {
        Vector256<float> result = default;
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            result = result.WithElement(lane, function(x.GetElement(lane)));
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<int> exponent) =>
        ((exponent + Vector256.Create(127)) << 23).AsSingle();
}
