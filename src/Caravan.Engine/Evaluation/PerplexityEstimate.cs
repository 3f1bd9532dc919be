// A perplexity with its uncertainty.
namespace Caravan.Engine;

/// <summary>Perplexity after a number of chunks.</summary>
/// <param name="Chunks">Chunks scored.</param>
/// <param name="Tokens">Predictions scored.</param>
/// <param name="Value">exp of the mean negative log-likelihood.</param>
/// <param name="StandardError">One standard error of <paramref name="Value"/>; 0 while it cannot be told.</param>
public readonly record struct PerplexityEstimate(int Chunks, int Tokens, double Value, double StandardError);
