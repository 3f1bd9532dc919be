// One measured row of a benchmark.
using System.Collections.Immutable;

namespace Caravan.Cli.Benchmarks;

/// <summary>A test with its measurements.</summary>
/// <param name="Case">What was run.</param>
/// <param name="Subject">What it ran on.</param>
/// <param name="Started">When, in UTC.</param>
/// <param name="SamplesNs">Nanoseconds of each repetition.</param>
internal sealed record BenchResult(
    BenchCase Case,
    BenchSubject Subject,
    DateTime Started,
    ImmutableArray<long> SamplesNs
)
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Tokens per second of each repetition.</summary>
    internal IReadOnlyList<double> Rates =>
        [.. SamplesNs.Select(sample => NanosecondsPerSecond * Case.Tokens / Math.Max(sample, 1))];

    /// <summary>Mean of the samples in nanoseconds.</summary>
    internal long AverageNs => (long)Mean(Samples);

    /// <summary>Standard deviation of the samples in nanoseconds.</summary>
    internal long DeviationNs => (long)Deviation(Samples);

    /// <summary>Mean of the rates in tokens per second.</summary>
    internal double AverageRate => Mean(Rates);

    /// <summary>Standard deviation of the rates in tokens per second.</summary>
    internal double DeviationRate => Deviation(Rates);

    private IReadOnlyList<double> Samples => [.. SamplesNs.Select(sample => (double)sample)];

    private static double Mean(IReadOnlyList<double> values) => values.Count == 0 ? 0 : values.Average();

    // Of a sample, as in llama-bench: the sum of squares is divided by one less than their number.
    private static double Deviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return 0;
        }

        double mean = Mean(values);
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
