// Moves rules behind others.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Renumbers the rules that expressions refer to.</summary>
internal static class RuleOffset
{
    /// <summary>The expression with <paramref name="offset"/> added to the index of every rule.</summary>
    public static GrammarExpression Add(GrammarExpression expression, int offset) =>
        expression switch
        {
            RuleExpression rule => new RuleExpression(rule.Rule + offset),
            RepeatExpression repeat => repeat with { Body = Add(repeat.Body, offset) },
            SequenceExpression sequence => new SequenceExpression([
                .. sequence.Parts.Select(part => Add(part, offset)),
            ]),
            ChoiceExpression choice => new ChoiceExpression([.. choice.Alternatives.Select(part => Add(part, offset))]),
            _ => expression,
        };
}
