// Made-up activations for measurements.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>Numbers from -1 to 1.</summary>
internal static class KernelActivations
{
    /// <summary>The input of a case, columns of <c>k</c> values; the same for each engine.</summary>
    internal static float[] Of(KernelCase test)
    {
        float[] values = new float[checked(test.K * test.Columns)];
        Fill(values, new Random(test.Columns));
        return values;
    }

    /// <summary>Fills a row.</summary>
    internal static void Fill(Span<float> values, Random random)
    {
        foreach (ref float value in values)
        {
            value = (random.NextSingle() * 2) - 1;
        }
    }
}
