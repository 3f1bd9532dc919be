// Comparisons and membership.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A chain of comparisons: a &lt; b &lt; c holds when both do.</summary>
internal sealed class ComparisonExpression(
    Expression first,
    List<(string Operation, Expression Operand, int Position)> rest
) : Expression(first.Position)
{
    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        JinjaValue left = first.Evaluate(state);
        foreach ((string operation, Expression operand, int position) in rest)
        {
            JinjaValue right = operand.Evaluate(state);
            state.Position = position;
            if (!Holds(state, operation, left, right))
            {
                return JinjaBoolean.Of(false);
            }

            left = right;
        }

        return JinjaBoolean.Of(true);
    }

    private static bool Holds(RenderState state, string operation, JinjaValue left, JinjaValue right) =>
        operation switch
        {
            "==" => JinjaOperations.AreEqual(state, left, right),
            "!=" => !JinjaOperations.AreEqual(state, left, right),
            "in" => JinjaOperations.Contains(state, right, left),
            "not in" => !JinjaOperations.Contains(state, right, left),
            "<" => JinjaOperations.Compare(state, left, right) < 0,
            "<=" => JinjaOperations.Compare(state, left, right) <= 0,
            ">" => JinjaOperations.Compare(state, left, right) > 0,
            _ => JinjaOperations.Compare(state, left, right) >= 0,
        };
}
