// Probabilities of the tokens of a completion.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's <c>logprobs</c> of a completion, and llama-server's <c>content</c> beside them.</summary>
/// <param name="Tokens">Texts of the tokens.</param>
/// <param name="TokenLogprobs">Of each token.</param>
/// <param name="TopLogprobs">Of the likeliest tokens at each place, by text.</param>
/// <param name="TextOffset">Where each token begins in the text.</param>
/// <param name="Content">The same as llama-server tells it.</param>
internal sealed record TextLogprobs(
    List<string> Tokens,
    List<float> TokenLogprobs,
    List<Dictionary<string, float>> TopLogprobs,
    List<int> TextOffset,
    List<TokenProbability> Content
);
