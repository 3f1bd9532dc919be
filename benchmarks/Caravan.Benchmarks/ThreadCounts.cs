// Reads a list of thread counts.
using System.Globalization;

namespace Caravan.Benchmarks;

/// <summary>Thread counts given as <c>1,2,4</c>.</summary>
internal static class ThreadCounts
{
    /// <summary>Reads the list.</summary>
    /// <exception cref="BenchmarkException">A part is no number of threads.</exception>
    internal static int[] Parse(string list) => [.. list.Split(',').Select(ParseOne)];

    private static int ParseOne(string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int threads)
        && threads is > 0 and <= 1024
            ? threads
            : throw new BenchmarkException($"'{part}' in --threads is no number from 1 to 1024");
}
