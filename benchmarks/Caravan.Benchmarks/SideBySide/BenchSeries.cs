// The rates of all programs in one test.
namespace Caravan.Benchmarks.SideBySide;

/// <summary>A test of a model with a number of threads.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Test">The test.</param>
internal sealed record BenchSeries(string Model, int Threads, BenchTest Test)
{
    // By program, then by round.
    private readonly Dictionary<string, List<double>> rates = [];

    /// <summary>Adds a round's rate of a program.</summary>
    internal void Add(string program, double rate)
    {
        if (!rates.TryGetValue(program, out List<double>? list))
        {
            list = [];
            rates.Add(program, list);
        }

        list.Add(rate);
    }

    /// <summary>The median rate of a program in tokens a second; NaN where it does not have the test.</summary>
    internal double Median(string program) => Statistics.Median(rates.GetValueOrDefault(program, []));

    /// <summary>
    /// The median, over the rounds, of the first program's rate over that of the peer with the highest median, with the least and
    /// the largest; null where there is nothing to compare.
    /// </summary>
    internal (double Median, double Least, double Most)? Ratio(IReadOnlyList<string> programs)
    {
        string? peer = programs.Skip(1).Where(rates.ContainsKey).MaxBy(Median);
        if (peer is null || !rates.TryGetValue(programs[0], out List<double>? own))
        {
            return null;
        }

        double[] ratios = [.. own.Zip(rates[peer], (mine, theirs) => mine / theirs)];
        return (Statistics.Median(ratios), ratios.Min(), ratios.Max());
    }
}
