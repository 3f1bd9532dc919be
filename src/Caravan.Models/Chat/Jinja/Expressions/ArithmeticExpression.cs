// Operators of one precedence, from left to right.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A chain of arithmetic operators: flat, so that long sums need no stack.</summary>
internal sealed class ArithmeticExpression(
    Expression first,
    List<(string Operation, Expression Operand, int Position)> rest
) : Expression(first.Position)
{
    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        JinjaValue value = first.Evaluate(state);
        foreach ((string operation, Expression operand, int position) in rest)
        {
            JinjaValue right = operand.Evaluate(state);
            state.Position = position;
            state.Work(1);
            value = JinjaOperations.Apply(state, operation, value, right);
        }

        return value;
    }
}
