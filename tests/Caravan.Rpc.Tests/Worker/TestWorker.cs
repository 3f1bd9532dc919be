// A worker in the test's own process.
using Caravan.Cpu;

namespace Caravan.Rpc.Tests.Worker;

/// <summary>A host on the CPU, on any free port of loopback.</summary>
internal sealed class TestWorker : IDisposable
{
    private readonly CpuDevice device = new(1);

    internal TestWorker(WorkerOptions? options = null, bool listens = true)
    {
        Options = (options ?? new WorkerOptions()) with { Port = 0 };
        Host = new WorkerHost(Options, [device], Logger);
        if (listens)
        {
            Host.Start();
        }
    }

    internal const string Address = "127.0.0.1";

    internal WorkerOptions Options { get; }

    internal ListLogger Logger { get; } = new();

    internal WorkerHost Host { get; }

    internal int Port => Host.EndPoint!.Port;

    /// <summary>Waits until a condition holds; fails the test after some seconds.</summary>
    internal static void Eventually(Func<bool> condition, string what)
    {
        long end = Environment.TickCount64 + 20_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, $"it never came true that {what}");
            Thread.Sleep(5);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Host.Dispose();
        Eventually(() => Host.Statistics.Connections == 0, "all connections have ended");
        device.Dispose();
    }
}
