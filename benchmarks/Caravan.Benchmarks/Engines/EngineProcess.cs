// The child process that holds one engine and runs what the parent asks for.
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Caravan.Benchmarks.Llama;

namespace Caravan.Benchmarks.Engines;

/// <summary>
/// Runs one engine in a process of its own, so that memory is its own and neither engine's threads meet the other's. One
/// line of JSON each way: first the arguments, then any number of requests.
/// </summary>
internal static class EngineProcess
{
    internal const string CommandName = "engine";

    // Enough to tell rounding from a mistake.
    private const int SampledLogits = 512;

    /// <summary>The hidden command that the parent starts.</summary>
    internal static Command CreateCommand()
    {
        Argument<EngineKind> kind = new("kind");
        Command command = new(CommandName, "Serves one engine over standard input and output.")
        {
            Hidden = true,
            Arguments = { kind },
        };
        command.SetAction(result => Serve(result.GetValue(kind)));
        return command;
    }

    private static void Serve(EngineKind kind)
    {
        EngineArguments arguments =
            Read<EngineArguments>() ?? throw new BenchmarkException("the parent process gave no arguments");
        // Opening the libraries is start-up of the process, as the runtime's is on the other side.
        LlamaLibrary? library = kind == EngineKind.Llama ? new LlamaLibrary() : null;
        long peakBefore = ProcessMemory.Read().Peak;
        long began = Stopwatch.GetTimestamp();
        using IEngine engine = library is null ? new CaravanEngine(arguments) : new LlamaEngine(library, arguments);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Write(new LoadReport(engine.Description, seconds, engine.ComputeBytes, engine.CacheBytes, peakBefore));
        int[] tokens = MakeTokens(engine.VocabularySize, arguments.Context);
        int position = 0;
        while (Read<RunRequest>() is { } request)
        {
            if (request.Kind == RunKind.Prompt)
            {
                engine.Clear();
                position = 0;
            }

            Write(Run(engine, request.Kind, tokens.AsSpan(position, request.Tokens)));
            position += request.Tokens;
        }
    }

    private static RunReport Run(IEngine engine, RunKind kind, ReadOnlySpan<int> tokens)
    {
        double waited = ProcessorWait.ReadSeconds();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        int step = kind == RunKind.Prompt ? tokens.Length : 1;
        for (int i = 0; i < tokens.Length; i += step)
        {
            engine.Evaluate(tokens.Slice(i, step));
            _ = engine.Logits()[0];
        }

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double processorSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        waited = ProcessorWait.ReadSeconds() - waited;
        return new RunReport(
            tokens.Length,
            seconds,
            processorSeconds,
            waited,
            Sample(engine.Logits()),
            ProcessMemory.Read()
        );
    }

    private static float[] Sample(ReadOnlySpan<float> logits)
    {
        float[] sample = new float[Math.Min(SampledLogits, logits.Length)];
        for (int i = 0; i < sample.Length; i++)
        {
            sample[i] = logits[(int)((long)i * logits.Length / sample.Length)];
        }

        return sample;
    }

    // Any tokens do: the work does not depend on which, and both engines must be given the same.
    private static int[] MakeTokens(int vocabularySize, int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabularySize))];
    }

    private static T? Read<T>()
        where T : class => Console.ReadLine() is { } line ? JsonSerializer.Deserialize<T>(line) : null;

    private static void Write<T>(T report) => Console.WriteLine(JsonSerializer.Serialize(report));
}
