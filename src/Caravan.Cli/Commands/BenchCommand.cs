// "caravan bench": how fast models run, as llama-bench measures it.
using System.Collections.Immutable;
using Caravan.Cli.Benchmarks;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;

namespace Caravan.Cli.Commands;

/// <summary>Measures prompt processing and token generation.</summary>
internal sealed class BenchCommand : CliCommand
{
    /// <inheritdoc/>
    internal override string Name => "bench";

    /// <inheritdoc/>
    internal override string Summary => "measure how fast a model runs (llama-bench)";

    /// <inheritdoc/>
    internal override string Usage => "-m MODEL [-p N] [-n N] [-pg PP,TG] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "Tokens are random; neither tokenizing nor sampling is measured. Results go to standard output, everything else to "
        + "standard error. Example: caravan bench -m model.gguf -p 512 -n 128 -t 4,8 -o md. "
        + "Matrix kernels alone: caravan bench cpu --help";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups =>
        [BenchOptions.Group, BenchOptions.Tests, BenchPlacementOptions.Group, BenchInertOptions.Group];

    /// <inheritdoc/>
    internal override IReadOnlyList<CliCommand> Subcommands { get; } = [new BenchCpuCommand()];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        Log log = new();
        WithoutEffect.Note(log, options);
        IReadOnlyList<BenchCase> cases = BenchCases.Read(options, log);
        PlacementRequest link = PlacementReader.ReadLink(options) with
        {
            UnfuseExperts = !options.Get(BenchPlacementOptions.FusedExperts),
            UnfuseUpGate = options.Get(BenchPlacementOptions.UnfusedUpGate),
            UnfuseMultiAdd = options.Get(BenchPlacementOptions.UnfusedMultiAdd),
        };
        PlacementNotes.WriteForBench(log, options, link);
        BenchOutput output = BenchOutput.Create(options, cases, BenchSubject.BackendsOf(link));
        using Interruption interruption = new();
        try
        {
            Run(options, cases, link, output, interruption.Token);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }

    private static void Run(
        OptionValues options,
        IReadOnlyList<BenchCase> cases,
        PlacementRequest link,
        BenchOutput output,
        CancellationToken cancellation
    )
    {
        bool isVerbose = options.Get(OutputOptions.Verbose);
        Log log = new(isQuiet: !isVerbose);
        bool showsProgress = options.Get(BenchOptions.Progress);
        EngineHost? host = null;
        try
        {
            for (int i = 0; i < cases.Count; i++)
            {
                BenchCase test = cases[i];
                string number = $"llama-bench: benchmark {i + 1}/{cases.Count}: ";
                void Tell(string what)
                {
                    if (showsProgress)
                    {
                        Log.Always(number + what);
                    }
                }

                Tell("starting");
                PlacementRequest placement = test.Placement.ToRequest(link);
                if (host is null || !test.SharesModelWith(cases[i - 1]))
                {
                    host?.Dispose();
                    host = null;
                    EngineSettings settings = new(test.ModelPath, test.Threads, test.Threads, placement, WarmUp: false)
                    {
                        AppendsLedger = i > 0,
                        Memory = test.Memory,
                    };
                    host = EngineHost.Open(settings, _ => test.ToSessionOptions(), log, cancellation);
                    if (!isVerbose && host.Model.Placement is { } places)
                    {
                        PlacementNotes.Write(new Log(), places);
                    }
                }
                else
                {
                    host.Renew(test.ToSessionOptions());
                }

                if (i == 0)
                {
                    output.Begin();
                }

                cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(options.Get(BenchOptions.Delay)));
                DateTime started = DateTime.UtcNow;
                BenchRunner runner = new(test, host.Session, new RandomTokens(host.Model), Tell);
                if (options.Get(BenchOptions.WarmUp))
                {
                    runner.WarmUp(once: host.Ledger is not null, cancellation);
                }

                ImmutableArray<long> samples = runner.Measure(options.Get(BenchOptions.Repetitions), cancellation);
                output.Add(new BenchResult(test, BenchSubject.Of(host, placement), started, samples));
            }

            output.End();
        }
        finally
        {
            host?.Dispose();
        }
    }
}
