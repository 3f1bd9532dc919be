// Slices of both engines that ran one right after the other.
using Caravan.Benchmarks.Engines;

namespace Caravan.Benchmarks.Generation;

/// <summary>Pairs of neighbouring slices: what disturbs one disturbs the other, so their ratios mean more than either.</summary>
internal sealed class PairedRuns
{
    private readonly List<(RunReport Caravan, RunReport Llama)> pairs = [];

    /// <summary>Adds a pair.</summary>
    internal void Add(RunReport caravan, RunReport llama) => pairs.Add((caravan, llama));

    /// <summary>Number of pairs.</summary>
    internal int Count => pairs.Count;

    /// <summary>Median tokens a second of Caravan.</summary>
    internal double CaravanRate => Statistics.Median(pairs.Select(p => p.Caravan.Rate));

    /// <summary>Median tokens a second of llama.cpp.</summary>
    internal double LlamaRate => Statistics.Median(pairs.Select(p => p.Llama.Rate));

    /// <summary>Tokens a second of Caravan's least disturbed slice.</summary>
    internal double BestCaravanRate => pairs.Max(p => p.Caravan.Rate);

    /// <summary>Tokens a second of llama.cpp's least disturbed slice.</summary>
    internal double BestLlamaRate => pairs.Max(p => p.Llama.Rate);

    /// <summary>Median of the pairs' speed ratios, Caravan to llama.cpp.</summary>
    internal double Ratio => Statistics.Median(pairs.Select(p => p.Caravan.Rate / p.Llama.Rate));

    /// <summary>Pairs that other processes hardly disturbed.</summary>
    internal int QuietPairs => Quiet.Count();

    /// <summary>Median of the speed ratios of <see cref="QuietPairs"/>; NaN where there are none.</summary>
    internal double QuietRatio => Statistics.Median(Quiet.Select(p => p.Caravan.Rate / p.Llama.Rate));

    private IEnumerable<(RunReport Caravan, RunReport Llama)> Quiet =>
        pairs.Where(p => p.Caravan.IsQuiet && p.Llama.IsQuiet);

    /// <summary>
    /// Median of the pairs' ratios of processor time, llama.cpp to Caravan: above 1 where Caravan needs less. Time that other
    /// processes had is not in it; spinning threads are.
    /// </summary>
    internal double ProcessorRatio =>
        Statistics.Median(pairs.Select(p => p.Llama.ProcessorSeconds / p.Caravan.ProcessorSeconds));

    /// <summary>
    /// Largest of the pairs' differences of logits: root mean square of the difference over the standard deviation of
    /// llama.cpp's. Rounding of quantized activations gives some hundredths; engines that compute different things, about 1.4.
    /// </summary>
    internal double LogitDifference => pairs.Max(p => Difference(p.Caravan.Logits, p.Llama.Logits));

    private static double Difference(float[] own, float[] expected)
    {
        double mean = expected.Average();
        double spread = expected.Sum(v => (v - mean) * (v - mean));
        return Math.Sqrt(own.Zip(expected, (a, b) => (double)(a - b) * (a - b)).Sum() / spread);
    }
}
