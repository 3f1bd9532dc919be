// Value if condition else value.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A chain of conditional values, flat.</summary>
internal sealed class ConditionalExpression(
    List<(Expression Value, Expression Condition)> branches,
    Expression? otherwise
) : Expression(branches[0].Value.Position)
{
    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        foreach ((Expression value, Expression condition) in branches)
        {
            if (condition.Evaluate(state).IsTrue)
            {
                return value.Evaluate(state);
            }
        }

        return otherwise?.Evaluate(state) ?? JinjaUndefined.Instance;
    }
}
