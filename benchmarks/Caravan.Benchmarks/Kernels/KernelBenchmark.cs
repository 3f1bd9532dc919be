// Times the matrix products of a model against plain reading of memory.
using System.Diagnostics;
using System.Globalization;
using Caravan.Cpu;
using Caravan.Gguf;
using Caravan.Graph;

namespace Caravan.Benchmarks.Kernels;

/// <summary>Where a token's time goes among the matrix products, and how near each comes to the memory's limit.</summary>
internal static unsafe class KernelBenchmark
{
    // The runtime compiles what is hot with all optimizations some tenths of a second after it first ran.
    private const double WarmUpSeconds = 0.5;

    /// <summary>Measures and writes markdown.</summary>
    internal static void Run(string path, int threads, int tokens, int rounds, TextWriter output)
    {
        using GgufFile file = GgufFile.Open(path);
        using CpuDevice device = new(threads);
        IDeviceBuffer[] shards =
        [
            .. file.Shards.Select(s =>
                device.Import(s.Map.Pointer, s.Size) ?? throw new BenchmarkException("the CPU does not take the map")
            ),
        ];
        List<ProductGroup> groups = [.. Group(file).Select(g => new ProductGroup(device, shards, g, tokens))];
        using MemoryBandwidth bandwidth = new(threads);
        List<double> reads = [];
        groups.ForEach(WarmUp);
        for (int round = 0; round < rounds; round++)
        {
            foreach (ProductGroup group in groups)
            {
                long began = Stopwatch.GetTimestamp();
                group.Run();
                double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                double read = bandwidth.Measure();
                group.Add(seconds, read);
                reads.Add(read);
            }
        }

        Write(path, threads, tokens, groups, reads, output);
        groups.ForEach(g => g.Dispose());
        Array.ForEach(shards, s => s.Dispose());
    }

    // Matrices by name without the layer, type and shape; the embedding is a product only where it is the output too.
    private static IEnumerable<List<GgufTensor>> Group(GgufFile file) =>
        file
            .Tensors.Where(t => t.Dimensions == 2)
            .Where(t => t.Name != "token_embd.weight" || !file.TryGetTensor("output.weight", out _))
            .GroupBy(t => (Kind(t.Name), t.Type, t.Shape))
            .Select(g => g.ToList());

    private static string Kind(string name)
    {
        string[] parts = name.Split('.');
        return parts.Length > 2 && parts[0] == "blk" ? parts[2] : parts[0];
    }

    private static void WarmUp(ProductGroup group)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < WarmUpSeconds)
        {
            group.Run();
        }
    }

    private static void Write(
        string path,
        int threads,
        int tokens,
        List<ProductGroup> groups,
        List<double> reads,
        TextWriter output
    )
    {
        double read = Statistics.Median(reads);
        output.WriteLine(
            $"## {Path.GetFileName(path)}, {threads} threads, {tokens} tokens: plain reading {Text(read / 1e9)} GB/s "
                + $"(best {Text(reads.Max() / 1e9)})"
        );
        output.WriteLine();
        MarkdownTable table = new(
            "product",
            "type",
            "shape",
            "layers",
            "MB",
            "ms",
            "best ms",
            "GB/s",
            "of plain reading",
            "GMAC/s"
        );
        foreach (ProductGroup group in groups.OrderByDescending(g => Statistics.Median(g.Seconds)))
        {
            GgufTensor first = group.Weights[0];
            Add(
                Kind(first.Name),
                first.Type.ToString(),
                $"{first.Shape.Ne0} x {first.Shape.Ne1}",
                group.Weights.Count,
                group.Bytes,
                group.Products,
                Statistics.Median(group.Seconds),
                group.Seconds.Min(),
                Statistics.Median(group.ReadShares)
            );
        }

        Add(
            "all",
            "",
            "",
            groups.Sum(g => g.Weights.Count),
            groups.Sum(g => g.Bytes),
            groups.Sum(g => g.Products),
            groups.Sum(g => Statistics.Median(g.Seconds)),
            groups.Sum(g => g.Seconds.Min()),
            groups.Sum(g => g.Bytes * Statistics.Median(g.ReadShares)) / groups.Sum(g => g.Bytes)
        );
        table.Write(output);

        void Add(
            string name,
            string type,
            string shape,
            int count,
            long bytes,
            double products,
            double seconds,
            double best,
            double share
        ) =>
            table.Add(
                name,
                type,
                shape,
                $"{count}",
                Text(bytes / 1e6),
                Text(seconds * 1e3),
                Text(best * 1e3),
                Text(bytes / seconds / 1e9),
                Text(share),
                Text(products / seconds / 1e9)
            );
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
