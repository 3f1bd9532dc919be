// A worker of two CPU devices in this process, for tests that speak to it over TCP.
using Caravan.Cpu;
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Hostile;

/// <summary>A worker on loopback with a weight store of its own, shared by the tests of a class.</summary>
public sealed class WorkerFixture : IDisposable
{
    /// <summary>Bytes that clients may hold on each device.</summary>
    internal const long MemoryLimit = 512 << 20;

    private const int Devices = 2;
    private readonly TemporaryFolder store = new();
    private readonly CpuDevice[] devices;

    public WorkerFixture()
    {
        devices = [.. Enumerable.Range(0, Devices).Select(_ => new CpuDevice(threads: 1))];
        Host = new WorkerHost(
            new WorkerOptions
            {
                Port = 0,
                MemoryLimits = [MemoryLimit, MemoryLimit],
                CacheDirectory = store.FullPath,
                MaximumClients = 64,
            },
            devices
        );
        Host.Start();
        Port = Host.EndPoint!.Port;
    }

    /// <summary>The loopback port.</summary>
    internal int Port { get; }

    internal WorkerHost Host { get; }

    /// <summary>Waits until all that clients held has been freed.</summary>
    internal bool IsEmptyWithin(TimeSpan time) =>
        SpinWait.SpinUntil(() => Host.Statistics is { Connections: 0, Buffers: 0, BufferBytes: 0 }, time);

    public void Dispose()
    {
        Host.Dispose();
        Array.ForEach(devices, device => device.Dispose());
        store.Dispose();
    }
}
