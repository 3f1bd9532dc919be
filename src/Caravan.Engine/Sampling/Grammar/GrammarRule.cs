// A rule of a grammar.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A named rule.</summary>
internal sealed record GrammarRule(string Name, GrammarExpression Body);
