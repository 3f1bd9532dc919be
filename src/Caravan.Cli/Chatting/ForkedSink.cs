// Shows an answer and keeps it.
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;

namespace Caravan.Cli.Chatting;

/// <summary>Hands everything to two sinks.</summary>
internal sealed class ForkedSink(IChatOutputSink first, IChatOutputSink second) : IChatOutputSink
{
    /// <inheritdoc/>
    public void Content(ReadOnlySpan<char> text)
    {
        first.Content(text);
        second.Content(text);
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<char> text)
    {
        first.Reasoning(text);
        second.Reasoning(text);
    }

    /// <inheritdoc/>
    public void BeginToolCall(string id, string name)
    {
        first.BeginToolCall(id, name);
        second.BeginToolCall(id, name);
    }

    /// <inheritdoc/>
    public void ToolCallArguments(ReadOnlySpan<char> text)
    {
        first.ToolCallArguments(text);
        second.ToolCallArguments(text);
    }

    /// <inheritdoc/>
    public void ToolCall(ChatToolCall call)
    {
        first.ToolCall(call);
        second.ToolCall(call);
    }
}
