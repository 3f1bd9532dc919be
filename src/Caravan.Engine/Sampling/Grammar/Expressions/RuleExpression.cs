// A reference to a rule.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>What another rule says.</summary>
/// <param name="Rule">The rule's index.</param>
internal sealed record RuleExpression(int Rule) : GrammarExpression;
