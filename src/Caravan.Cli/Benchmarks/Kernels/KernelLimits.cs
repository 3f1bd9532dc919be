// The machine's limits that kernels are measured against.
using Caravan.Cpu;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>What a number of threads can do at the most, measured in this run.</summary>
/// <param name="Threads">Threads at once.</param>
/// <param name="Bytes">Multiply-adds of bytes; null where no vector instruction makes them.</param>
/// <param name="Floats">Multiply-adds of single precision.</param>
/// <param name="ReadBandwidth">Bytes a second that are read.</param>
internal sealed record KernelLimits(int Threads, ArithmeticLimit? Bytes, ArithmeticLimit Floats, double ReadBandwidth)
{
    /// <summary>Measures them for 1 thread up to <paramref name="most"/>.</summary>
    /// <param name="most">The most threads.</param>
    /// <param name="readBytes">Bytes to read for bandwidth.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static IReadOnlyList<KernelLimits> Measure(int most, long readBytes, CancellationToken cancellation)
    {
        using CpuLimits limits = new(readBytes);
        List<KernelLimits> all = [];
        for (int threads = 1; threads <= most; threads++)
        {
            cancellation.ThrowIfCancellationRequested();
            all.Add(
                new KernelLimits(
                    threads,
                    CpuLimits.Bytes(threads),
                    CpuLimits.Floats(threads),
                    limits.ReadBandwidth(threads)
                )
            );
        }

        return all;
    }
}
