// One character of a set.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>One character of a set.</summary>
internal sealed record CharacterExpression(CharacterSet Set) : GrammarExpression;
