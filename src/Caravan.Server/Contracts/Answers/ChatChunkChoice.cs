// The part of a piece that belongs to one answer.
using System.Text.Json.Serialization;

namespace Caravan.Server.Contracts;

/// <summary>What is new in one answer.</summary>
internal sealed record ChatChunkChoice(
    int Index,
    ChatDelta Delta,
    ChatLogprobs? Logprobs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FinishReason
);
