// What a rule of a grammar says.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>An immutable description of texts: the right side of a rule or a part of it.</summary>
internal abstract record GrammarExpression;
