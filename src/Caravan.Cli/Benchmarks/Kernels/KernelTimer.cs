// Times contenders in turns.
using System.Diagnostics;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>
/// A machine's speed changes from second to second, so that only neighbours in time compare: in each round every contender has
/// one sample.
/// </summary>
internal static class KernelTimer
{
    // The runtime compiles what is hot with all optimizations some tenths of a second after it first ran.
    private const double WarmUpSeconds = 0.2;

    // What is shorter is run several times a sample, and once before it, so that neither clock nor cold caches count.
    private const double SampleSeconds = 0.02;

    /// <summary>Measures all contenders.</summary>
    /// <param name="contenders">Ours first: it alone is warmed up for a time, peers are compiled.</param>
    /// <param name="rounds">Samples of each.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static void Measure(
        IReadOnlyList<KernelContender> contenders,
        int rounds,
        IProgress<double> progress,
        CancellationToken cancellation
    )
    {
        foreach (KernelContender contender in contenders)
        {
            WarmUp(contender, contender == contenders[0] ? WarmUpSeconds : 0, cancellation);
        }

        for (int round = 0; round < rounds; round++)
        {
            foreach (KernelContender contender in contenders)
            {
                cancellation.ThrowIfCancellationRequested();
                if (contender.Repeats > 1)
                {
                    contender.Run.Run();
                }

                contender.Add(Time(contender));
                contender.Run.Rest();
            }

            progress.Report((round + 1.0) / rounds);
        }
    }

    /// <summary>The middle sample, or the mean of the two middle ones; NaN without samples.</summary>
    internal static double Median(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[middle]
            : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void WarmUp(KernelContender contender, double seconds, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        double last;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            last = Time(contender);
        } while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds);

        contender.Repeats = (int)Math.Clamp(Math.Ceiling(SampleSeconds / last), 1, int.MaxValue);
        contender.Run.Rest();
    }

    private static double Time(KernelContender contender)
    {
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < contender.Repeats; i++)
        {
            contender.Run.Run();
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
