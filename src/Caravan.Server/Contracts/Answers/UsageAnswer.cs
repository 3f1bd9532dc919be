// Tokens that a request used.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's <c>usage</c>.</summary>
internal sealed record UsageAnswer(
    int PromptTokens,
    int CompletionTokens,
    int TotalTokens,
    PromptTokensDetails PromptTokensDetails
);
