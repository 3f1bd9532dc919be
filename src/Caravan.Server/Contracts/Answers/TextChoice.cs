// One of the texts of a completion.
using System.Text.Json.Serialization;

namespace Caravan.Server.Contracts;

/// <summary>A text, or what is new in it.</summary>
internal sealed record TextChoice(
    int Index,
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TextLogprobs? Logprobs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FinishReason
);
