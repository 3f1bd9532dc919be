// Puts the parts of an output together.
using System.Text;

namespace Caravan.Models.Chat.Output;

/// <summary>A sink that keeps everything.</summary>
public sealed class ChatOutputCollector : IChatOutputSink
{
    private readonly StringBuilder content = new();
    private readonly StringBuilder reasoning = new();
    private readonly List<ChatToolCall> calls = [];

    /// <summary>The assistant's message so far.</summary>
    public ChatMessage ToMessage() =>
        new("assistant", content.Length == 0 && calls.Count > 0 ? null : content.ToString())
        {
            ReasoningContent = reasoning.Length == 0 ? null : reasoning.ToString(),
            ToolCalls = [.. calls],
        };

    /// <inheritdoc/>
    public void Content(ReadOnlySpan<char> text) => content.Append(text);

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<char> text) => reasoning.Append(text);

    /// <inheritdoc/>
    public void ToolCall(ChatToolCall call) => calls.Add(call);
}
