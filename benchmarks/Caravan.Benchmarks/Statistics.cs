// Summaries of repeated measurements.
namespace Caravan.Benchmarks;

/// <summary>Summaries of samples.</summary>
internal static class Statistics
{
    /// <summary>The middle sample, or the mean of the two middle ones; NaN without samples.</summary>
    internal static double Median(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[middle]
            : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
