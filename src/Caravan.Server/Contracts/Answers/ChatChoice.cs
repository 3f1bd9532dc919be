// One of the answers to a chat request.
using System.Text.Json.Serialization;

namespace Caravan.Server.Contracts;

/// <summary>An answer.</summary>
internal sealed record ChatChoice(
    int Index,
    ChatAnswer Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ChatLogprobs? Logprobs,
    string FinishReason
);
