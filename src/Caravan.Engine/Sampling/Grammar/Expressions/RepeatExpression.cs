// Something several times.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A body several times.</summary>
/// <param name="Body">What is repeated.</param>
/// <param name="Least">The least number of times.</param>
/// <param name="Most">The largest number of times, at least <paramref name="Least"/>; null for no limit.</param>
internal sealed record RepeatExpression(GrammarExpression Body, int Least, int? Most) : GrammarExpression;
