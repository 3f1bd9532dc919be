// A token and how likely it was.
namespace Caravan.Server.Contracts;

/// <summary>A token with the logarithm of its probability.</summary>
/// <param name="Id">The token.</param>
/// <param name="Token">Its text; bytes that are no text appear as U+FFFD.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Logprob">Natural logarithm of its probability before sampling.</param>
internal sealed record TokenProbability(int Id, string Token, int[] Bytes, float Logprob)
{
    /// <summary>The likeliest tokens at this place, best first; null in such an entry itself.</summary>
    public List<TokenProbability>? TopLogprobs { get; init; }
}
