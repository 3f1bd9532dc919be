// "caravan demo": a paragraph from the model that travels with the program, spread over two workers.
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Engine.Sampling;
using Caravan.Rpc;

namespace Caravan.Cli.Commands;

/// <summary>Shows the program at work, with nothing to download.</summary>
internal sealed class DemoCommand : CliCommand
{
    private const string Prompt = "It is a truth universally acknowledged";
    private const uint UsualSeed = 51;
    private const int MostTokens = 300;
    private const int Workers = 2;
    private const int WorkerThreads = 1;

    private static readonly ValueOption<uint> Seed = new(
        "-s --seed",
        "SEED",
        ValueParsers.Seed,
        UsualSeed,
        "seed of the random numbers: another seed, another paragraph (default: 51)"
    );

    /// <inheritdoc/>
    internal override string Name => "demo";

    /// <inheritdoc/>
    internal override string Summary =>
        "write a paragraph with the small model that comes with the program, over two workers";

    /// <inheritdoc/>
    internal override string Usage => "[-s SEED] [-t N]";

    /// <inheritdoc/>
    internal override string Description =>
        $"Starts two workers on this machine, shares the model's layers between them, begins with \"{Prompt}\" at temperature 0.8 "
        + "and says how fast it was and what a token costs on each device. The workers have one thread each unless -t says more, and "
        + "end with the demo. The model has 5 million weights and was trained on Jane Austen's novels; it knows their manner and "
        + "nothing else.";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => [new OptionGroup("demo", [Seed, ThreadOptions.Threads])];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        string path = DemoModel.Find();
        using Interruption interruption = new();
        try
        {
            using OwnedWorkers? workers = StartWorkers(options, interruption.Token);
            TokenLedger ledger = new();
            using EngineHost host = Open(path, options, workers, ledger, interruption.Token);
            SamplerChain sampler = SamplerChain.Create(
                new SamplingParameters { Seed = options.Get(Seed) },
                new VocabularyForSampling(host.Model),
                host.Session.ContextLength
            );
            SessionTimings timings = new() { LoadMilliseconds = host.LoadMilliseconds };
            StandardOutput output = StandardOutput.Open();
            Tell(host, sampler, timings, ledger, output, interruption.Token);
            output.Write($"\n\n{DemoReport.Format(path, host, timings, ledger, sampler.Seed)}");
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }

    private static OwnedWorkers? StartWorkers(OptionValues options, CancellationToken cancellation)
    {
        try
        {
            return OwnedWorkers.Start(Workers, options.Get(ThreadOptions.Threads, WorkerThreads), cancellation);
        }
        catch (IOException problem)
        {
            TellWhyAlone(problem);
            return null;
        }
    }

    private static EngineHost Open(
        string path,
        OptionValues options,
        OwnedWorkers? workers,
        TokenLedger ledger,
        CancellationToken cancellation
    )
    {
        Log log = new(isQuiet: true);
        EngineSettings settings = EngineSettings.Read(path, options, log) with { Ledger = ledger };
        if (workers is not null)
        {
            try
            {
                return OpenOn(
                    new PlacementRequest
                    {
                        RpcEndpoints = [.. workers.Addresses],
                        // Equal shares, also where other programs take memory between the workers' answers.
                        TensorSplit = [.. workers.Addresses.Select(_ => 1f)],
                    }
                );
            }
            catch (RpcException problem)
            {
                TellWhyAlone(problem);
            }
        }

        return OpenOn(PlacementRequest.Local);

        EngineHost OpenOn(PlacementRequest placement) =>
            EngineHost.Open(
                settings with
                {
                    Placement = placement,
                },
                trained => SessionOptionsReader.Read(options) with { ContextLength = trained },
                log,
                cancellation
            );
    }

    private static void TellWhyAlone(Exception problem) =>
        Log.Always($"note: this process runs the model alone: {problem.Message}");

    // A paragraph of the novels is one line.
    private static void Tell(
        EngineHost host,
        SamplerChain sampler,
        SessionTimings timings,
        TokenLedger ledger,
        StandardOutput output,
        CancellationToken cancellation
    )
    {
        TextPrinter printer = new(output, host.Model.Tokenizer, showSpecial: false);
        TextGenerator generator = new(host.Session, sampler, timings);
        int[] prompt = host.Model.Tokenizer.Encode(Prompt, addSpecial: true, parseSpecial: false);
        foreach (int token in prompt)
        {
            printer.Print(token);
        }

        generator.Prompt(prompt, cancellation);
        // The step of the warm-up had one token too.
        ledger.Clear();
        for (int i = 0; i < MostTokens && generator.Room > 0; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            int token = generator.Next();
            if (
                host.Model.Tokenizer.IsEndOfGeneration(token)
                || host.Model.Tokenizer.TokenBytes(token).Contains((byte)'\n')
            )
            {
                break;
            }

            printer.Print(token);
        }

        printer.End();
    }
}
