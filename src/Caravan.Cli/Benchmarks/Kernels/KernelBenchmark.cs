// Runs the cases of "bench cpu".
using System.Collections.Immutable;
using Caravan.Cli.Terminal;
using Caravan.Cpu;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>Measures cases, ours and the peers' in turns; weights are made once for all cases that share them.</summary>
/// <param name="peers">Whom to compare with.</param>
/// <param name="repetitions">Samples of each.</param>
/// <param name="cancellation">Ends it early.</param>
internal sealed class KernelBenchmark(IReadOnlyList<KernelPeer> peers, int repetitions, CancellationToken cancellation)
    : IDisposable
{
    // Results are compared by their first numbers.
    private const int ComparedFloats = 4096;

    private readonly Dictionary<int, CpuDevice> devices = [];

    /// <summary>Runs all cases.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="limits">The limits by threads, from 1.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal IEnumerable<KernelResult> Run(IReadOnlyList<KernelCase> cases, IReadOnlyList<KernelLimits> limits)
    {
        int done = 0;
        foreach (var group in cases.GroupBy(test => (test.Type, test.K, test.Rows)))
        {
            using KernelWeights weights = new(group.MaxBy(test => test.Copies)!);
            foreach (KernelPeer peer in peers)
            {
                cancellation.ThrowIfCancellationRequested();
                peer.Take(weights);
            }

            foreach (KernelCase test in group)
            {
                done++;
                KernelResult result;
                using (ProgressBar progress = ProgressBar.OnTerminal($"{done}/{cases.Count} {test.Name}"))
                {
                    result = Measure(test, weights, limits[test.Threads - 1], progress);
                }

                yield return result;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (CpuDevice device in devices.Values)
        {
            device.Dispose();
        }
    }

    private KernelResult Measure(KernelCase test, KernelWeights weights, KernelLimits limits, ProgressBar progress)
    {
        if (!devices.TryGetValue(test.Threads, out CpuDevice? device))
        {
            device = new CpuDevice(test.Threads);
            devices.Add(test.Threads, device);
        }

        float[] values = KernelActivations.Of(test);
        using KernelContender ours = new(new CaravanProduct(device, weights, test, values), test.Copies);
        List<KernelContender> all = [ours];
        try
        {
            (KernelPeer Peer, KernelContender? Product, KernelContender? Dots)[] others =
            [
                .. peers.Select(peer =>
                    (
                        peer,
                        Enter(peer.Product(test, values), test.Copies),
                        Enter(peer.Dots(test, weights, values), weights.Matrices.Count)
                    )
                ),
            ];
            KernelTimer.Measure(all, repetitions, progress, cancellation);
            ImmutableArray<PeerFigures> figures =
            [
                .. others
                    .Where(other => other.Product is not null)
                    .Select(other => new PeerFigures(
                        other.Peer.Name,
                        other.Peer.Buffer,
                        other.Product!.Median,
                        Ratio(other.Product, ours),
                        Difference(other.Product.Run, ours.Run, test),
                        other.Dots?.Median,
                        other.Dots is null ? null : Ratio(other.Dots, ours)
                    )),
            ];
            string kernel = CpuKernels.DescribeProduct(test.Type, test.K, test.Columns);
            return new KernelResult(test, limits, kernel, ours.Median, figures);
        }
        finally
        {
            all.Skip(1).ToList().ForEach(contender => contender.Dispose());
        }

        KernelContender? Enter(IKernelRun? run, int products)
        {
            if (run is null)
            {
                return null;
            }

            KernelContender contender = new(run, products);
            all.Add(contender);
            return contender;
        }
    }

    private static double Ratio(KernelContender peer, KernelContender ours) =>
        KernelTimer.Median(peer.Seconds.Zip(ours.Seconds, (theirs, own) => theirs / own));

    private static double Difference(IKernelRun peer, IKernelRun ours, KernelCase test)
    {
        int rows = test.IsBlock ? test.K : test.Rows;
        float[] expected = new float[Math.Min(ComparedFloats, checked(rows * test.Columns))];
        float[] found = new float[expected.Length];
        peer.Read(expected);
        ours.Read(found);
        double size = expected.Sum(value => (double)value * value);
        double difference = expected.Zip(found, (a, b) => Math.Pow((double)a - b, 2)).Sum();
        return Math.Sqrt(difference / size);
    }
}
