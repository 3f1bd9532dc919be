// The error function in double precision, which .NET lacks.
namespace Caravan.Cpu.Tests;

internal static class ErrorFunction
{
    /// <summary>erf by its series of positive terms, 2 / sqrt(pi) e^(-x^2) sum of 2^n x^(2n+1) / (2n+1)!!.</summary>
    internal static double Erf(double x)
    {
        double z = Math.Abs(x);
        if (z > 6)
        {
            return Math.Sign(x);
        }

        double term = z;
        double sum = z;
        for (int n = 1; n < 400; n++)
        {
            term *= 2 * z * z / (2 * n + 1);
            sum += term;
        }

        return Math.Sign(x) * 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum;
    }
}
