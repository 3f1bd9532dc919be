// One side of a comparison, with its times.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>Runs that are timed in turns with others.</summary>
/// <param name="run">What is run.</param>
/// <param name="products">Products (or blocks) that a run computes.</param>
internal sealed class KernelContender(IKernelRun run, int products) : IDisposable
{
    /// <summary>What is run.</summary>
    internal IKernelRun Run { get; } = run;

    /// <summary>Runs of a sample, so that a sample takes some time.</summary>
    internal int Repeats { get; set; } = 1;

    /// <summary>Seconds of a product, for each sample.</summary>
    internal List<double> Seconds { get; } = [];

    /// <summary>The median of <see cref="Seconds"/>.</summary>
    internal double Median => KernelTimer.Median(Seconds);

    /// <summary>Adds a sample: seconds that <see cref="Repeats"/> runs took.</summary>
    internal void Add(double seconds) => Seconds.Add(seconds / Repeats / products);

    /// <inheritdoc/>
    public void Dispose() => Run.Dispose();
}
