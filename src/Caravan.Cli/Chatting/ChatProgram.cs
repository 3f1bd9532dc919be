// Holds a conversation over an open model.
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Engine.Sampling;
using Caravan.Models.Chat;

namespace Caravan.Cli.Chatting;

/// <summary>What the commands chat and run have in common.</summary>
internal static class ChatProgram
{
    // What steers the completion of a prompt alone.
    private static readonly OptionDefinition[] Completing =
    [
        GenerationOptions.MultilineInput,
        GenerationOptions.InputPrefixBegin,
        GenerationOptions.InputPrefix,
        GenerationOptions.InputSuffix,
        PromptOptions.VerbosePrompt,
    ];

    /// <summary>True when a command line that could also complete a text asks for a conversation, as llama-cli decides.</summary>
    internal static bool IsWanted(OptionValues options, LoadedModel model) =>
        options.Has(ConversationOptions.Conversation)
            ? options.Get(ConversationOptions.Conversation)
            : options.Has(ChatOptions.Template)
                || options.Has(ChatOptions.TemplateFile)
                || ChatTemplateSet.IsInFile(model.Metadata);

    /// <summary>Talks until the user ends it.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted it.</exception>
    internal static void Run(
        OptionValues options,
        EngineHost host,
        SamplingParameters sampling,
        Log log,
        Interruption interruption
    )
    {
        ChatSettings settings = ChatSettings.Read(options);
        ChatTemplate template = ChatTemplateReader.Read(options, host.Model, log).Plain;
        SamplerChain sampler = SamplerChain.Create(
            sampling,
            new VocabularyForSampling(host.Model),
            host.Session.ContextLength
        );
        SessionTimings timings = new() { LoadMilliseconds = host.LoadMilliseconds };
        PrefixGenerator generator = new(host.Session, sampler, timings);
        Conversation conversation = new(generator, host.Model.Tokenizer, template, settings);

        NoteWithoutEffect(options, conversation, log);
        bool isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        StandardOutput output = StandardOutput.Open();
        TextStyle style = new(output, options.Get(OutputOptions.Color) ?? isTerminal);
        ChatScreen screen = new(output, style, isTerminal);
        IChatInput input = isTerminal
            ? new TerminalInput(new ConsoleKeys(), History(), output, style)
            : new PipeInput(new StreamReader(Console.OpenStandardInput()));
        ChatLoop loop = new(
            conversation,
            new ChatCommands(conversation, generator, host.Session.ContextLength, screen),
            new UserMessages(input),
            screen,
            settings,
            isTerminal
        );
        bool showsTimings = options.Get(OutputOptions.Timings);
        interruption.Intercept = loop.Interject;
        interruption.LastLines = () =>
        {
            style.Reset();
            // The line that was being written stays as it is.
            output.Write(isTerminal ? PasteReader.Off + "\n" : "");
            WriteTimings(timings, showsTimings);
        };
        if (isTerminal)
        {
            screen.Tell("\nCtrl-C stops an answer, Ctrl-D or /quit ends, /help shows more.\n");
        }

        loop.Run(interruption.Token);
        WriteTimings(timings, showsTimings);
    }

    private static LineHistory History()
    {
        string? path = HistoryFile.Find(Environment.GetEnvironmentVariable);
        return new LineHistory(path is null ? null : new HistoryFile(path, LineHistory.Most));
    }

    private static void NoteWithoutEffect(OptionValues options, Conversation conversation, Log log)
    {
        foreach (OptionDefinition option in Completing.Where(options.Has))
        {
            log.Note($"{options.SpellingOf(option)} changes nothing in a conversation");
        }

        if (options.Get(ConversationOptions.ReasoningBudget) > 0 && !conversation.CanEndReasoning)
        {
            log.Note(
                $"{options.SpellingOf(ConversationOptions.ReasoningBudget)}: the template tells no tag that ends reasoning"
            );
        }
    }

    private static void WriteTimings(SessionTimings timings, bool isShown)
    {
        if (isShown)
        {
            Log.Raw("\n" + TimingsReport.Format(timings));
        }
    }
}
