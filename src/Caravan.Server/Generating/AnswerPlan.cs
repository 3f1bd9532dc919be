// What a request wants generated.
using Caravan.Engine.Batching;

namespace Caravan.Server.Generating;

/// <summary>The answers of one request.</summary>
/// <param name="Requests">One for each answer, those of one prompt after each other.</param>
/// <param name="AnswersPerPrompt">Answers to each prompt.</param>
/// <param name="IsStream">They are handed out as they come.</param>
/// <param name="IsPromptOnly">No token was asked for: the prompt is computed, and the one token behind it kept to itself.</param>
/// <param name="IncludesUsage">A stream ends with the tokens used.</param>
/// <param name="TimingsPerToken">Every piece tells how fast it goes.</param>
/// <param name="ReturnsTokens">Ids of tokens are sent too.</param>
/// <param name="PingInterval">Time after which a silent stream gets a comment; null for never.</param>
internal sealed record AnswerPlan(
    IReadOnlyList<GenerationRequest> Requests,
    int AnswersPerPrompt,
    bool IsStream,
    bool IsPromptOnly,
    bool IncludesUsage,
    bool TimingsPerToken,
    bool ReturnsTokens,
    TimeSpan? PingInterval
);
