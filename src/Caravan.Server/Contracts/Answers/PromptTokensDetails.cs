// Tokens of a prompt that were not computed again.
namespace Caravan.Server.Contracts;

/// <summary>The part of a prompt that was cached.</summary>
internal sealed record PromptTokensDetails(int CachedTokens);
