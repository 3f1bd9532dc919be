// One thing after the other.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Parts one after the other; none for the empty text.</summary>
internal sealed record SequenceExpression(params GrammarExpression[] Parts) : GrammarExpression;
