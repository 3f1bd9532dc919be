// Probabilities of the tokens of an answer.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's <c>logprobs</c> of a chat answer.</summary>
internal sealed record ChatLogprobs(List<TokenProbability> Content);
