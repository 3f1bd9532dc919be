// The message of an answer.
using System.Text.Json.Serialization;

namespace Caravan.Server.Contracts;

/// <summary>What the model said.</summary>
internal sealed record ChatAnswer(
    string Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Content,
    string? ReasoningContent,
    List<ToolCallBody>? ToolCalls
);
