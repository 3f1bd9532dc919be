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

        bool isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        StandardOutput output = StandardOutput.Open();
        TextStyle style = new(output, options.Get(OutputOptions.Color) ?? isTerminal);
        ChatScreen screen = new(output, style, isTerminal);
        IChatInput input = isTerminal
            ? new TerminalInput(output, style)
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
            WriteTimings(timings, showsTimings);
        };
        if (isTerminal)
        {
            screen.Tell("\nCtrl-C stops an answer, Ctrl-D or /quit ends, /help shows more.\n");
        }

        loop.Run(interruption.Token);
        WriteTimings(timings, showsTimings);
    }

    private static void WriteTimings(SessionTimings timings, bool isShown)
    {
        if (isShown)
        {
            Log.Raw("\n" + TimingsReport.Format(timings));
        }
    }
}
