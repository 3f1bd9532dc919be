// Tests how long a benchmark waits for the runtime's compiler.
using System.Diagnostics;
using Caravan.Cli.Benchmarks;

namespace Caravan.Cli.Tests.Benchmarks;

public sealed class CompilationWatchTests
{
    [Fact]
    public void Is_settled_after_a_pause_and_within_two_seconds()
    {
        long start = Stopwatch.GetTimestamp();
        CompilationWatch watch = new();
        bool settledAtOnce = watch.IsSettled();
        while (!watch.IsSettled())
        {
            Thread.Sleep(10);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Assert.False(settledAtOnce);
        Assert.InRange(elapsed, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));
    }
}
