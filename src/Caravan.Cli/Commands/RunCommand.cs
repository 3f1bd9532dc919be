// "caravan run": completes a prompt, as llama-cli does without a conversation.
using Caravan.Cli.Chatting;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Engine.Sampling;

namespace Caravan.Cli.Commands;

/// <summary>Completes a prompt.</summary>
internal sealed class RunCommand : CliCommand
{
    // Room for a conversation without a cache of gigabytes where the user says nothing.
    private const int UsualContext = 4096;

    /// <inheritdoc/>
    internal override string Name => "run";

    /// <inheritdoc/>
    internal override string Summary => "complete a prompt, or talk where the model has a chat template (llama-cli)";

    /// <inheritdoc/>
    internal override string Usage => "-m MODEL [-p PROMPT | -f FILE] [-n N] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "The prompt and the text go to standard output and nothing else does; everything about them goes to standard error. "
        + "Ctrl-C ends it (with -i: lets you write). Example: caravan run -m model.gguf -p \"Once upon a time\" -n 128 --temp 0.6";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => OptionGroups.Writing(ConversationOptions.GroupWithSwitch);

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        Log log = new(options.Get(OutputOptions.NoLog));
        WithoutEffect.Note(log, options);
        EngineSettings settings = EngineSettings.Read(options, log);
        CompletionSettings completion = CompletionSettings.Read(options);
        SamplingParameters sampling = SamplingReader.Read(options, log.Note);
        byte[] prompt = PromptSource.Read(options, escapeByDefault: true) ?? [];
        using Interruption interruption = new();
        try
        {
            using EngineHost host = EngineHost.Open(settings, ChooseContext(options), log, interruption.Token);
            if (ChatProgram.IsWanted(options, host.Model))
            {
                NoteConversation(options, log);
                ChatProgram.Run(options, host, sampling, log, interruption);
            }
            else
            {
                Complete(options, host, prompt, completion, sampling, log, interruption);
            }

            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }

    /// <summary>The context that a command line asks for, or one that is usual.</summary>
    internal static Func<int, SessionOptions> ChooseContext(OptionValues options) =>
        trained =>
            SessionOptionsReader.Read(options) with
            {
                ContextLength = options.Get(ContextOptions.ContextSize, Math.Min(trained, UsualContext)),
            };

    private static void NoteConversation(OptionValues options, Log log)
    {
        if (!options.Has(ConversationOptions.Conversation))
        {
            log.Note("there is a chat template: this is a conversation (-no-cnv completes the prompt instead)");
        }
    }

    private static void Complete(
        OptionValues options,
        EngineHost host,
        byte[] prompt,
        CompletionSettings settings,
        SamplingParameters sampling,
        Log log,
        Interruption interruption
    )
    {
        int[] tokens = PromptTokens.Encode(host.Model.Tokenizer, prompt);
        PromptTokens.CheckLength(tokens.Length, host.Session.ContextLength);
        if (options.Get(PromptOptions.VerbosePrompt))
        {
            PromptTokens.Write(log, host.Model.Tokenizer, tokens);
        }

        SamplerChain sampler = SamplerChain.Create(
            sampling,
            new VocabularyForSampling(host.Model),
            host.Session.ContextLength
        );
        log.Info($"sampler seed: {sampler.Seed}");
        log.Info($"sampler params: \n{sampling.Describe()}");
        log.Info($"sampler chain: {sampler.Describe()}");
        log.Info(
            $"generate: n_ctx = {host.Session.ContextLength}, n_batch = {host.Session.BatchSize}, "
                + $"n_predict = {settings.TokensToPredict}, n_keep = {options.Get(ContextOptions.Keep)}"
        );
        log.Info("");

        SessionTimings timings = new() { LoadMilliseconds = host.LoadMilliseconds };
        TextGenerator generator = new(host.Session, sampler, timings);
        Completion completion = new(generator, sampler, host.Model.Tokenizer, settings, StandardOutput.Open(), log);
        bool showTimings = options.Get(OutputOptions.Timings);
        interruption.Intercept = completion.Interject;
        interruption.LastLines = () => WriteTimings(timings, showTimings);
        completion.Run(tokens, interruption.Token);
        WriteTimings(timings, showTimings);
    }

    private static void WriteTimings(SessionTimings timings, bool isShown)
    {
        if (isShown)
        {
            Log.Raw("\n" + TimingsReport.Format(timings));
        }
    }
}
