// "caravan chat": a conversation in the terminal.
using Caravan.Cli.Chatting;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine.Sampling;

namespace Caravan.Cli.Commands;

/// <summary>Talks with a model.</summary>
internal sealed class ChatCommand : CliCommand
{
    /// <inheritdoc/>
    internal override string Name => "chat";

    /// <inheritdoc/>
    internal override string Summary => "talk with a model (llama-cli -cnv)";

    /// <inheritdoc/>
    internal override string Usage => "-m MODEL [-sys PROMPT] [-p MESSAGE] [options]";

    /// <inheritdoc/>
    internal override string Description =>
        "Answers go to standard output, everything about them to standard error. On a terminal /help shows the commands; in a "
        + "pipe each line is a message, and the answers alone are printed. Ctrl-C stops an answer and keeps what was said, once "
        + "more it ends the program. Example: caravan chat -m model.gguf -sys \"Answer in one sentence.\"";

    /// <inheritdoc/>
    internal override IReadOnlyList<OptionGroup> Groups => OptionGroups.Writing(ConversationOptions.Group);

    /// <inheritdoc/>
    internal override int Execute(OptionValues options, IReadOnlyList<string> arguments)
    {
        Log log = new(options.Get(OutputOptions.NoLog));
        WithoutEffect.Note(log, options);
        EngineSettings settings = EngineSettings.Read(options, log);
        SamplingParameters sampling = SamplingReader.Read(options, log.Note);
        using Interruption interruption = new();
        try
        {
            using EngineHost host = EngineHost.Open(
                settings,
                RunCommand.ChooseContext(options),
                log,
                interruption.Token
            );
            ChatProgram.Run(options, host, sampling, log, interruption);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return interruption.Finish();
        }
    }
}
