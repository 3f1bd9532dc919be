// "caravan demo": a paragraph from the model that travels with the program.
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Engine.Sampling;

namespace Caravan.Cli.Commands;

/// <summary>Shows the program at work, with nothing to download.</summary>
internal sealed class DemoCommand : CliCommand
{
    private const string Prompt = "It is a truth universally acknowledged";
    private const uint UsualSeed = 51;
    private const int MostTokens = 300;

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
    internal override string Summary => "write a paragraph with the small model that comes with the program";

    /// <inheritdoc/>
    internal override string Usage => "[-s SEED] [-t N]";

    /// <inheritdoc/>
    internal override string Description =>
        $"Begins with \"{Prompt}\", at temperature 0.8, and says how fast it was. The model has 5 million weights and was trained on "
        + "Jane Austen's novels; it knows their manner and nothing else.";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => [new OptionGroup("demo", [Seed, ThreadOptions.Threads])];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        string path = DemoModel.Find();
        Log log = new(isQuiet: true);
        using Interruption interruption = new();
        try
        {
            using EngineHost host = EngineHost.Open(
                EngineSettings.Read(path, options, log),
                trained => SessionOptionsReader.Read(options) with { ContextLength = trained },
                log,
                interruption.Token
            );
            SamplerChain sampler = SamplerChain.Create(
                new SamplingParameters { Seed = options.Get(Seed) },
                new VocabularyForSampling(host.Model),
                host.Session.ContextLength
            );
            SessionTimings timings = new() { LoadMilliseconds = host.LoadMilliseconds };
            StandardOutput output = StandardOutput.Open();
            Tell(host, sampler, timings, output, interruption.Token);
            output.Write($"\n\n{DemoReport.Format(path, host, timings, sampler.Seed)}");
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }

    // A paragraph of the novels is one line.
    private static void Tell(
        EngineHost host,
        SamplerChain sampler,
        SessionTimings timings,
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
