// "caravan sweep-bench": speeds along the context, as ik_llama.cpp's llama-sweep-bench measures them.
using System.Diagnostics;
using Caravan.Cli.Benchmarks;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;

namespace Caravan.Cli.Commands;

/// <summary>Measures prompt processing and token generation as the context fills.</summary>
internal sealed class SweepBenchCommand : CliCommand
{
    private const double Mebibyte = 1024 * 1024;

    // The share of a micro-batch that is generated where the command line says nothing.
    private const int GenerationShare = 4;

    /// <inheritdoc/>
    internal override string Name => "sweep-bench";

    /// <inheritdoc/>
    internal override string Summary => "measure speeds along the context (llama-sweep-bench)";

    /// <inheritdoc/>
    internal override string Usage => "-m MODEL -c N [-ub N] [-n N] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "For each micro-batch of -ub tokens (PP) up to -c tokens of context, a row: a few tokens are generated behind the N_KV "
        + "tokens in the cache and forgotten, then the micro-batch is processed. The table goes to standard output, everything else to "
        + "standard error. Example: caravan sweep-bench -m model.gguf -c 4096 -ub 512 -t 8";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups =>
        [
            ModelOptions.GroupWithDownloads,
            SweepBenchOptions.Group,
            .. OptionGroups.Engine,
            OutputOptions.Engine,
            SamplingOptions.Group with
            {
                Title = "accepted, without effect: tokens are random",
                Options = [.. PromptOptions.Text, .. SamplingOptions.Group.Options],
            },
            InertOptions.Group with
            {
                Options = [.. InertOptions.Group.Options.Where(option => option != InertOptions.WarmUpBatch)],
            },
            LaterOptions.Group,
        ];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        Log log = new(options.Get(OutputOptions.NoLog));
        WithoutEffect.Note(log, options);
        EngineSettings settings = EngineSettings.Read(options, log);
        SessionOptions session = SessionOptionsReader.Read(options) with
        {
            ContextLength = options.Get(ContextOptions.ContextSize, 0),
        };
        using Interruption interruption = new();
        try
        {
            using EngineHost host = EngineHost.Open(settings, _ => session, log, interruption.Token);
            SessionTimings timings = new() { LoadMilliseconds = host.LoadMilliseconds };
            interruption.LastLines = () => WriteTimings(options, timings);
            Run(options, settings, session, host, timings, log, interruption.Token);
            WriteTimings(options, timings);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }

    private static void Run(
        OptionValues options,
        EngineSettings settings,
        SessionOptions asked,
        EngineHost host,
        SessionTimings timings,
        Log log,
        CancellationToken cancellation
    )
    {
        InferenceSession session = host.Session;
        int prompt = session.MicroBatchSize;
        int generated = options.Get(SweepBenchOptions.Generate) is > 0 and var count
            ? count
            : Math.Max(1, prompt / GenerationShare);
        SweepHeader header = new(
            session.ContextLength,
            asked.BatchSize,
            asked.MicroBatchSize,
            asked.FlashAttention ? 1 : 0,
            DeviceTexts.NumberOf(settings.Placement.GpuLayers),
            host.Threads,
            host.BatchThreads
        );
        bool isJson = options.Get(SweepBenchOptions.IsJson);
        bool showsMemory = options.Get(SweepBenchOptions.Memory);
        StandardOutput output = StandardOutput.Open();
        log.Info("\n" + SweepText.Settings(header) + "\n");
        if (!isJson)
        {
            output.Write(SweepText.TableHeader(showsMemory));
        }

        Sweep sweep = new(session, new RandomTokens(host.Model), timings, prompt, generated);
        if (options.Get(SweepBenchOptions.WarmUpBatch))
        {
            sweep.WarmUp(cancellation);
        }

        int stride = options.Get(SweepBenchOptions.Stride);
        for (int row = 0; session.Position < session.ContextLength; row++)
        {
            if (!sweep.Fits(session.Position))
            {
                log.Note(
                    $"the row behind {session.Position} tokens does not fit into a context of {session.ContextLength} and is left out"
                );
                break;
            }

            if (row % stride != 0)
            {
                sweep.Skip(cancellation);
                continue;
            }

            SweepRow measured = sweep.Measure(
                row == 0 ? options.Get(SweepBenchOptions.Repetitions) : 1,
                cancellation
            ) with
            {
                PeakMemory = showsMemory ? PeakMemory() : null,
            };
            output.Write(
                isJson ? SweepText.Json(header, measured, showsMemory) : SweepText.TableRow(measured, showsMemory)
            );
        }
    }

    // Null where the system does not say.
    private static double? PeakMemory()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and var bytes ? bytes / Mebibyte : null;
    }

    private static void WriteTimings(OptionValues options, SessionTimings timings)
    {
        if (options.Get(OutputOptions.Timings))
        {
            Log.Raw(TimingsReport.Format(timings));
        }
    }
}
