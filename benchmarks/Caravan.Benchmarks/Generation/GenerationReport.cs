// Writes the comparison as markdown.
using System.Globalization;
using Caravan.Benchmarks.Engines;

namespace Caravan.Benchmarks.Generation;

/// <summary>The report of a comparison.</summary>
internal static class GenerationReport
{
    private const double Mebibyte = 1 << 20;

    // What the process may have resident beyond the mapped file, the cache and the compute buffer.
    private const long AllowedRest = 100_000_000;

    /// <summary>Writes the report.</summary>
    internal static void Write(
        GenerationOptions options,
        IReadOnlyList<ThreadResult> results,
        string loadAverage,
        TextWriter output
    )
    {
        EngineArguments engine = options.Engine;
        ModelFacts model = ModelFacts.Read(engine.Model);
        output.WriteLine($"## {Path.GetFileName(engine.Model)}");
        output.WriteLine();
        output.WriteLine(
            $"{Text(model.Parameters / 1e6, "F1")} million parameters, file {Text(model.FileBytes / Mebibyte, "F1")} MiB, "
                + $"{Text(model.TokenBytes / Mebibyte, "F1")} MiB of weights read for a token."
        );
        output.WriteLine($"{MachineFacts.Processor}; load average {loadAverage}.");
        output.WriteLine(
            $"{results[0].CaravanLoads[0].Description} and {results[0].LlamaLoads[0].Description}; context {engine.Context}, "
                + $"batch {engine.Batch}, micro-batch {engine.MicroBatch}, flash attention "
                + $"{(engine.FlashAttention ? "on" : "off")}, cache {engine.KeyCache}/{engine.ValueCache}; "
                + $"{options.Rounds} rounds in turns of one prompt or {options.Slice} generated tokens."
        );
        output.WriteLine();
        WriteSpeed(options, results, output);
        WriteBandwidth(results, model, output);
        WriteMemory(results, model, output);
    }

    private static void WriteSpeed(GenerationOptions options, IReadOnlyList<ThreadResult> results, TextWriter output)
    {
        MarkdownTable table = new(
            "test, tokens/s",
            "threads",
            "Caravan",
            "llama.cpp",
            "ratio",
            "ratio, quiet pairs",
            "ratio by processor time",
            "best Caravan",
            "best llama.cpp",
            "logit difference"
        );
        foreach (ThreadResult result in results)
        {
            Add($"pp {options.Prompt}", result.Prompt);
            Add($"tg {options.Generate}", result.Generation);

            void Add(string test, PairedRuns runs) =>
                table.Add(
                    test,
                    $"{result.Threads}",
                    Text(runs.CaravanRate, "F2"),
                    Text(runs.LlamaRate, "F2"),
                    Text(runs.Ratio, "F2"),
                    $"{Text(runs.QuietRatio, "F2")} ({runs.QuietPairs} of {runs.Count})",
                    Text(runs.ProcessorRatio, "F2"),
                    Text(runs.BestCaravanRate, "F2"),
                    Text(runs.BestLlamaRate, "F2"),
                    Text(runs.LogitDifference, "F3")
                );
        }

        table.Write(output);
    }

    private static void WriteBandwidth(IReadOnlyList<ThreadResult> results, ModelFacts model, TextWriter output)
    {
        MarkdownTable table = new("weights read, GB/s", "threads", "plain read", "tg Caravan", "tg llama.cpp");
        foreach (ThreadResult result in results)
        {
            table.Add(
                "median (best)",
                $"{result.Threads}",
                Pair(Statistics.Median(result.Bandwidth), result.Bandwidth.Max()),
                Pair(
                    result.Generation.CaravanRate * model.TokenBytes,
                    result.Generation.BestCaravanRate * model.TokenBytes
                ),
                Pair(result.Generation.LlamaRate * model.TokenBytes, result.Generation.BestLlamaRate * model.TokenBytes)
            );
        }

        table.Write(output);

        static string Pair(double median, double best) => $"{Text(median / 1e9, "F1")} ({Text(best / 1e9, "F1")})";
    }

    private static void WriteMemory(IReadOnlyList<ThreadResult> results, ModelFacts model, TextWriter output)
    {
        MarkdownTable table = new(
            "memory, MiB",
            "threads",
            "load s",
            "compute buffer",
            "KV cache",
            "peak resident",
            "of it before loading",
            "anonymous",
            "mapped",
            "allowed"
        );
        foreach (ThreadResult result in results)
        {
            LoadReport own = result.CaravanLoads[^1];
            long allowed = model.FileBytes + own.CacheBytes + own.ComputeBytes + AllowedRest;
            Add("Caravan", result.CaravanLoads, result.CaravanMemory, Text(allowed / Mebibyte, "F0"));
            Add("llama.cpp", result.LlamaLoads, result.LlamaMemory, "");

            void Add(string name, List<LoadReport> loads, ProcessMemory memory, string limit) =>
                table.Add(
                    name,
                    $"{result.Threads}",
                    Text(Statistics.Median(loads.Select(l => l.Seconds)), "F2"),
                    Text(loads[^1].ComputeBytes / Mebibyte, "F1"),
                    Text(loads[^1].CacheBytes / Mebibyte, "F1"),
                    Text(memory.Peak / Mebibyte, "F0"),
                    Text(loads[^1].PeakBefore / Mebibyte, "F0"),
                    Text(memory.Anonymous / Mebibyte, "F0"),
                    Text(memory.Mapped / Mebibyte, "F0"),
                    limit
                );
        }

        table.Write(output);
    }

    private static string Text(double value, string format) =>
        double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);
}
