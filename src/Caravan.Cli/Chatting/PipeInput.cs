// Lines of a pipe or file.
namespace Caravan.Cli.Chatting;

/// <summary>Reads lines and shows no prompts.</summary>
internal sealed class PipeInput(TextReader reader) : IChatInput
{
    /// <inheritdoc/>
    public string? ReadLine(string prompt) => reader.ReadLine();
}
