// The probability of a chosen token and of its best rivals.
using System.Collections.Immutable;

namespace Caravan.Engine.Batching;

/// <summary>Log probabilities at one place of a text.</summary>
/// <param name="Logprob">Of the chosen token.</param>
/// <param name="Top">The likeliest tokens, best first; of equals the lower id first.</param>
public sealed record TokenLogprobs(float Logprob, ImmutableArray<TokenLogprob> Top);
