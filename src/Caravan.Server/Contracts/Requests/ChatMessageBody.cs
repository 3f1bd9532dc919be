// A message of a conversation as clients send it.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>A message.</summary>
internal sealed class ChatMessageBody
{
    public string? Role { get; set; }

    /// <summary>A text or an array of parts.</summary>
    public JsonElement? Content { get; set; }

    public string? Name { get; set; }

    public string? ReasoningContent { get; set; }

    public string? ToolCallId { get; set; }

    public List<ToolCallBody>? ToolCalls { get; set; }
}
