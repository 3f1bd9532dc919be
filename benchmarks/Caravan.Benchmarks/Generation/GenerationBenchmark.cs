// Runs both engines in turns and collects what they say.
using Caravan.Benchmarks.Engines;

namespace Caravan.Benchmarks.Generation;

/// <summary>
/// Compares the engines in short slices that alternate, so that both see the same disturbances. The engine that waits is
/// idle: its threads block.
/// </summary>
internal static class GenerationBenchmark
{
    /// <summary>Runs the comparison and writes markdown.</summary>
    internal static void Run(GenerationOptions options, TextWriter output)
    {
        string loadBefore = MachineFacts.LoadAverage;
        List<ThreadResult> results = [.. options.Threads.Select(threads => Measure(options, threads))];
        GenerationReport.Write(options, results, $"{loadBefore} before, {MachineFacts.LoadAverage} after", output);
    }

    private static ThreadResult Measure(GenerationOptions options, int threads)
    {
        EngineArguments arguments = options.Engine with { Threads = threads };
        ThreadResult result = new(threads);
        for (int i = 1; i < options.Loads; i++)
        {
            using EngineClient once = EngineClient.Start(EngineKind.Caravan, arguments);
            using EngineClient peer = EngineClient.Start(EngineKind.Llama, arguments);
            result.CaravanLoads.Add(once.Load);
            result.LlamaLoads.Add(peer.Load);
        }

        using EngineClient caravan = EngineClient.Start(EngineKind.Caravan, arguments);
        using EngineClient llama = EngineClient.Start(EngineKind.Llama, arguments);
        result.CaravanLoads.Add(caravan.Load);
        result.LlamaLoads.Add(llama.Load);
        using MemoryBandwidth bandwidth = new(threads);
        Pair warmUp = new(caravan, llama);
        _ = warmUp.Run(RunKind.Prompt, options.Prompt);
        _ = warmUp.Run(RunKind.Generation, options.Generate);
        for (int round = 0; round < options.Rounds; round++)
        {
            // Who runs first changes, so that neither always follows the other.
            Pair pair = new(caravan, llama, llamaFirst: round % 2 == 1);
            (RunReport own, RunReport peers) = pair.Run(RunKind.Prompt, options.Prompt);
            result.Prompt.Add(own, peers);
            for (int done = 0; done < options.Generate; done += options.Slice)
            {
                int count = Math.Min(options.Slice, options.Generate - done);
                (own, peers) = pair.Run(RunKind.Generation, count);
                result.Generation.Add(own, peers);
                result.Bandwidth.Add(bandwidth.Measure());
            }

            result.CaravanMemory = own.Memory;
            result.LlamaMemory = peers.Memory;
        }

        return result;
    }

    private readonly record struct Pair(EngineClient Caravan, EngineClient Llama, bool llamaFirst = false)
    {
        internal (RunReport Caravan, RunReport Llama) Run(RunKind kind, int tokens)
        {
            RunReport? early = llamaFirst ? Llama.Run(kind, tokens) : null;
            RunReport own = Caravan.Run(kind, tokens);
            return (own, early ?? Llama.Run(kind, tokens));
        }
    }
}
