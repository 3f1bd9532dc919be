// A message of a conversation.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat;

/// <summary>A message as it is given to a chat template.</summary>
public sealed record ChatMessage
{
    /// <summary>A message of plain text.</summary>
    public ChatMessage(string role, string? content) => (Role, Content) = (role, content);

    /// <summary>system, user, assistant, tool or another role that the template knows.</summary>
    public string Role { get; init; }

    /// <summary>The text; null when there is none.</summary>
    public string? Content { get; init; }

    /// <summary>Content in parts, such as {"type": "text", "text": "..."}, in place of <see cref="Content"/>.</summary>
    public JinjaList? Parts { get; init; }

    /// <summary>The author's or tool's name.</summary>
    public string? Name { get; init; }

    /// <summary>What the model thought before it answered.</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>The call that a message of a tool answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Calls that the assistant asked for.</summary>
    public IReadOnlyList<ChatToolCall> ToolCalls { get; init; } = [];
}
