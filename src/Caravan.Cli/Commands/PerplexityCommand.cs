// "caravan perplexity": how well a model predicts a text, as llama-perplexity measures it.
using System.Diagnostics;
using System.Globalization;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Commands;

/// <summary>Measures perplexity.</summary>
internal sealed class PerplexityCommand : CliCommand
{
    private const int UsualContext = 512;

    /// <inheritdoc/>
    internal override string Name => "perplexity";

    /// <inheritdoc/>
    internal override string Summary => "measure how well a model predicts a text (llama-perplexity)";

    /// <inheritdoc/>
    internal override string Usage => "-m MODEL -f FILE [-c N] [--chunks N] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "The text is cut into windows of -c tokens (default 512); the second half of each is scored. Values go to standard "
        + "output, everything else to standard error.";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups =>
        [
            ModelOptions.GroupWithDownloads,
            new OptionGroup("text", PromptOptions.Text),
            PerplexityOptions.Group,
            .. OptionGroups.Engine,
            new OptionGroup("output", [.. OutputOptions.Engine.Options, GenerationOptions.WarmUp]),
            SamplingOptions.Group with
            {
                Title = "accepted, without effect: nothing is generated",
                Options = [GenerationOptions.Predict, .. SamplingOptions.Group.Options],
            },
            InertOptions.Group with
            {
                Options = [.. InertOptions.Group.Options, .. PerplexityOptions.Inert],
            },
            LaterOptions.Group with
            {
                Options = [.. LaterOptions.Group.Options, .. PerplexityOptions.Later],
            },
        ];

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        Log log = new(options.Get(OutputOptions.NoLog));
        WithoutEffect.Note(log, options);
        EngineSettings settings = EngineSettings.Read(options, log);
        SessionOptions session = SessionOptionsReader.Read(options);
        byte[] text =
            PromptSource.Read(options, escapeByDefault: false)
            ?? throw new UsageException("no text: name a file with -f");
        int window = options.Get(ContextOptions.ContextSize, UsualContext);
        if (window < 4)
        {
            throw new UsageException($"-c {window}: perplexity needs windows of 4 tokens or more");
        }

        using Interruption interruption = new();
        try
        {
            using EngineHost host = EngineHost.Open(
                settings,
                _ => session with { ContextLength = window, MaximumOutputs = Math.Min(session.MicroBatchSize, window) },
                log,
                interruption.Token
            );
            Measure(options, host, text, window, log, interruption.Token);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }

    private static void Measure(
        OptionValues options,
        EngineHost host,
        byte[] text,
        int window,
        Log log,
        CancellationToken cancellation
    )
    {
        log.Info("perplexity: tokenizing the input ..");
        long started = Stopwatch.GetTimestamp();
        List<int> tokens = [];
        Vocabulary vocabulary = host.Model.Tokenizer.Vocabulary;
        host.Model.Tokenizer.Encode(text, addSpecial: true, parseSpecial: false, tokens);
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        log.Info(string.Create(CultureInfo.InvariantCulture, $"perplexity: tokenization took {milliseconds:F3} ms"));
        if (tokens.Count < 2L * window)
        {
            throw new TextTooShortException(tokens.Count, window);
        }

        int available = tokens.Count / window;
        int asked = options.Get(PerplexityOptions.Chunks);
        int chunks = asked < 0 ? available : Math.Min(asked, available);
        log.Info(
            $"perplexity: calculating perplexity over {chunks} chunks, n_ctx={window}, batch_size={host.Session.BatchSize}, n_seq=1"
        );
        PerplexityMeter meter = new(host.Session, window, vocabulary.AddBos ? vocabulary.Special.Bos : null);
        PerplexityPrinter printer = new(StandardOutput.Open(), log, chunks, options.Get(PerplexityOptions.OutputType));
        ReadOnlySpan<int> all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens);
        for (int i = 0; i < chunks; i++)
        {
            long start = Stopwatch.GetTimestamp();
            PerplexityEstimate estimate = meter.Add(all.Slice(i * window, window), cancellation);
            printer.Print(estimate, window, Stopwatch.GetElapsedTime(start));
        }

        printer.End();
    }
}
