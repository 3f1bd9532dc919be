// What is new in a message.
namespace Caravan.Server.Contracts;

/// <summary>A step of a message.</summary>
internal sealed record ChatDelta
{
    /// <summary>In the first piece.</summary>
    public string? Role { get; init; }

    public string? Content { get; init; }

    public string? ReasoningContent { get; init; }

    public List<ToolCallBody>? ToolCalls { get; init; }
}
