// Loads of our client on our worker with a cache: what a later load sends, what it gets, what it shares.
using System.Security.Cryptography;
using Caravan.Engine;
using Caravan.Graph;
using Caravan.Rpc.Tests.Worker;
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Store;

public sealed class WarmLoadTests : IDisposable
{
    private const int LargeBytes = 12 << 20;
    private const int SmallBytes = 1 << 20;
    private const int Page = 4096;

    private readonly TemporaryFolder files = new();
    private readonly byte[] content = GC.AllocateUninitializedArray<byte>((2 * LargeBytes) + SmallBytes, pinned: true);
    private readonly string model;
    private readonly TestWorker worker;

    public WarmLoadTests()
    {
        RandomNumberGenerator.Fill(content);
        model = files.Write("weights", content);
        worker = new TestWorker(new WorkerOptions { CacheDirectory = files.File("cache") });
    }

    public void Dispose()
    {
        worker.Dispose();
        files.Dispose();
    }

    [Theory]
    [InlineData("K", true)]
    [InlineData("K", false)]
    [InlineData("B", true)]
    [InlineData("B", false)]
    public void A_second_load_moves_no_weight_above_the_threshold(string dialect, bool knowsHashes)
    {
        FillCache(dialect);

        using RpcServer server = Connect(dialect);
        using IDeviceBuffer buffer = server.Devices[0].Allocate(content.Length);
        Upload(server, buffer, knowsHashes ? "hashes" : "other hashes");

        Assert.InRange(server.Traffic.BytesOut, SmallBytes, SmallBytes + (64 << 10));
        Assert.Equal(content, Read(buffer));
    }

    [Fact]
    public void A_cache_file_that_was_cut_short_is_not_served()
    {
        FillCache("B");
        foreach (string path in Directory.EnumerateFiles(files.File("cache")))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            using FileStream file = File.OpenWrite(path);
            file.SetLength(LargeBytes - 1);
        }

        using RpcServer server = Connect("B");
        using IDeviceBuffer buffer = server.Devices[0].Allocate(content.Length);
        Upload(server, buffer, "hashes");

        Assert.True(server.Traffic.BytesOut > content.Length, $"{server.Traffic.BytesOut} bytes were sent");
        Assert.Equal(content, Read(buffer));
    }

    [Fact]
    public void Clients_of_one_model_map_the_same_files_and_keep_their_own_changes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the system does not list a process's maps as Linux does");
        FillCache("B");
        using RpcServer first = Connect("B");
        using RpcServer second = Connect("B");
        using IDeviceBuffer one = first.Devices[0].Allocate(content.Length);
        using IDeviceBuffer other = second.Devices[0].Allocate(content.Length);
        Upload(first, one, "hashes");
        Upload(second, other, "hashes");

        string[] maps = [.. File.ReadLines("/proc/self/maps").Where(line => line.Contains(files.File("cache")))];
        Assert.Equal(
            Directory.GetFiles(files.File("cache")).Select(path => (path, 2)).Order(),
            maps.GroupBy(line => line[line.IndexOf('/')..]).Select(group => (group.Key, group.Count())).Order()
        );

        one.Write(0, new byte[Page]);
        Assert.Equal(content, Read(other));
    }

    private RpcServer Connect(string dialect) =>
        RpcServer.Connect(
            new RpcEndpoint(TestWorker.Address, worker.Port),
            new RpcClientOptions { Dialect = Dialect.All.Single(d => d.Name == dialect) }
        );

    // Weights are kept once a graph has run on the connection: any will do.
    private void FillCache(string dialect)
    {
        using RpcServer server = Connect(dialect);
        using IDeviceBuffer buffer = server.Devices[0].Allocate(content.Length);
        Upload(server, buffer, "hashes");
        Assert.True(server.Traffic.BytesOut > content.Length, "the cache was not empty");
        using LoadedModel small = LoadedModel.Open(SharedFolder.Require("models/stories260K.gguf"), server.Devices[0]);
        using InferenceSession session = new(small, new SessionOptions { ContextLength = 64 });
        session.Evaluate([1]);
        _ = session.Logits();
        Assert.True(worker.Host.WaitUntilStored(TimeSpan.FromSeconds(60)), "storing took too long");
        Assert.Equal(2, Directory.GetFiles(files.File("cache")).Length);
    }

    private unsafe void Upload(RpcServer server, IDeviceBuffer buffer, string hashes)
    {
        fixed (byte* start = content)
        {
            WeightSource[] weights =
            [
                new(buffer, 0, (nint)start, LargeBytes, model, 0),
                new(buffer, LargeBytes, (nint)start + LargeBytes, LargeBytes, model, LargeBytes),
                new(buffer, 2 * LargeBytes, (nint)start + (2 * LargeBytes), SmallBytes, model, 2 * LargeBytes),
            ];
            new WeightUploader(server, new WeightHashes(files.File(hashes)), _ => { }, CancellationToken.None).Run(
                weights
            );
        }
    }

    private static byte[] Read(IDeviceBuffer buffer)
    {
        byte[] bytes = new byte[buffer.Bytes];
        buffer.Read(0, bytes);
        return bytes;
    }
}
