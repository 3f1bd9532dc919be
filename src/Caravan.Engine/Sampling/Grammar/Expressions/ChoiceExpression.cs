// One of several alternatives.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>One of the alternatives, of which there is at least one.</summary>
internal sealed record ChoiceExpression(params GrammarExpression[] Alternatives) : GrammarExpression;
