// Loads a model over loopback: cold, cold with a cache, warm; beside what bounds each.
using System.Diagnostics;
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Rpc;

namespace Caravan.Benchmarks.Loading;

/// <summary>
/// Every load meets a fresh worker process. The hashes that the client remembers between runs are kept in a folder of the
/// benchmark's own, empty before each cold load.
/// </summary>
internal sealed class LoadingBenchmark : IDisposable
{
    private const int Tokens = 6;
    private static readonly TimeSpan StorePatience = TimeSpan.FromMinutes(5);

    private readonly string path;
    private readonly PlacementRequest placement = new() { RpcEndpoints = ["127.0.0.1"] };
    private readonly Dialect dialect;
    private readonly string folder;
    private readonly SessionOptions session = new() { ContextLength = 256 };

    /// <summary>Prepares.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <param name="dialect">Name of the dialect.</param>
    /// <param name="parent">Folder in which one is made for all that is written.</param>
    internal LoadingBenchmark(string path, string dialect, string parent)
    {
        this.path = path;
        this.dialect =
            Dialect.All.FirstOrDefault(d => d.Name.Equals(dialect, StringComparison.OrdinalIgnoreCase))
            ?? throw new BenchmarkException($"there is no dialect {dialect}, only {string.Join(", ", Dialect.All)}");
        folder = Path.Combine(parent, $"caravan-loading-{Guid.NewGuid():n}");
        Directory.CreateDirectory(folder);
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", HashFolder);
    }

    private string CacheFolder => Path.Combine(folder, "cache");

    private string HashFolder => Path.Combine(folder, "hashes");

    /// <summary>Measures and writes markdown.</summary>
    internal void Run(int rounds, TextWriter output)
    {
        using GgufFile file = GgufFile.Open(path);
        int[] expected = RunHere();
        List<LoadingRound> results = [];
        for (int round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"round {round + 1} of {rounds}, load average {MachineFacts.LoadAverage}");
            results.Add(RunRound(file));
        }

        LoadingReport.Write(path, dialect, expected, results, output);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private LoadingRound RunRound(GgufFile file)
    {
        LinkLimits limits = new(file, WeightBytes(file));
        double hash = limits.Hash();
        double drop;
        double copy;
        using (LoadingPeer peer = new(null))
        {
            // Once unmeasured: a virtual machine gets memory that it has not used for long from its host, page by page.
            limits.Copy(peer.SinkPort, keeps: true);
            drop = limits.Copy(peer.SinkPort, keeps: false);
            copy = limits.Copy(peer.SinkPort, keeps: true);
        }

        Forget(HashFolder);
        LoadFigures cold = Load(null, 0);
        Forget(HashFolder);
        Forget(CacheFolder);
        LoadFigures storing = Load(CacheFolder, StoredBytes(file));
        double write = limits.Write(Path.Combine(folder, "disk"));
        LoadFigures warm = Load(CacheFolder, 0);
        Forget(HashFolder);
        LoadFigures other = Load(CacheFolder, 0);
        return new LoadingRound(drop, copy, hash, write, cold, storing, warm, other);
    }

    private LoadFigures Load(string? cache, long stored)
    {
        using LoadingPeer peer = new(cache);
        using CpuDevice cpu = new(1);
        long began = Stopwatch.GetTimestamp();
        using RpcServer server = RpcServer.Connect(
            new RpcEndpoint("127.0.0.1", peer.WorkerPort),
            new RpcClientOptions { Dialect = dialect }
        );
        IDevice[] devices = [.. server.Devices, cpu];
        using LoadedModel model = LoadedModel.Open(path, devices, placement, _ => session);
        // Answers come in order: when this one is here, every weight is in its place.
        devices[0].Allocate(1).Dispose();
        double ready = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long bytesOut = server.Traffic.BytesOut;
        using InferenceSession run = new(model, session);
        run.Evaluate([1]);
        _ = run.Logits()[0];
        double first = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double complete = stored > 0 ? WaitUntilStored(began, stored) : double.NaN;
        int[] tokens = Greedy(run);
        return new LoadFigures(ready, first, complete, bytesOut, peer.ReadAnonymousBytes(), tokens);
    }

    private double WaitUntilStored(long began, long stored)
    {
        while (
            new DirectoryInfo(CacheFolder).EnumerateFiles().Where(f => f.Extension.Length == 0).Sum(f => f.Length)
            < stored
        )
        {
            if (Stopwatch.GetElapsedTime(began) > StorePatience)
            {
                throw new BenchmarkException("the worker's cache does not become complete");
            }

            Thread.Sleep(5);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    // The embedding stays here, and a worker keeps what is above the threshold.
    private static long StoredBytes(GgufFile file) => Sent(file).Where(b => b > Dialect.HashThreshold).Sum();

    private static long WeightBytes(GgufFile file) => Sent(file).Sum();

    private static IEnumerable<long> Sent(GgufFile file) =>
        file.Tensors.Where(t => t.Name != "token_embd.weight").Select(t => t.Bytes);

    private int[] RunHere()
    {
        using CpuDevice cpu = new(1);
        using LoadedModel model = LoadedModel.Open(path, cpu);
        using InferenceSession run = new(model, session);
        run.Evaluate([1]);
        return Greedy(run);
    }

    private static int[] Greedy(InferenceSession run)
    {
        int[] tokens = new int[Tokens];
        for (int i = 0; i < Tokens; i++)
        {
            ReadOnlySpan<float> logits = run.Logits();
            int best = 0;
            for (int j = 1; j < logits.Length; j++)
            {
                best = logits[j] > logits[best] ? j : best;
            }

            tokens[i] = best;
            run.Evaluate([best]);
        }

        return tokens;
    }

    private static void Forget(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
