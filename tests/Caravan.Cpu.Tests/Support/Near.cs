// Compares floats with a reference in double precision.
namespace Caravan.Cpu.Tests;

internal static class Near
{
    /// <summary>Requires |actual - expected| up to <paramref name="tolerance"/> times the larger of |expected| and <paramref name="floor"/>.</summary>
    internal static void Equal(
        IReadOnlyList<double> expected,
        IReadOnlyList<float> actual,
        double tolerance,
        double floor = 1e-3
    )
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < actual.Count; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]);
            double limit = tolerance * Math.Max(Math.Abs(expected[i]), floor);
            if (!(error <= limit) && !(double.IsNaN(expected[i]) && float.IsNaN(actual[i])))
            {
                Assert.Fail(
                    $"element {i}: {actual[i]:R} instead of {expected[i]:R}, off by {error:E2}, allowed {limit:E2}"
                );
            }
        }
    }
}
