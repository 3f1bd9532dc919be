// The operators and and or.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>The first operand that decides, else the last.</summary>
internal sealed class LogicExpression(List<Expression> operands, bool isOr) : Expression(operands[0].Position)
{
    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        JinjaValue value = JinjaUndefined.Instance;
        foreach (Expression operand in operands)
        {
            value = operand.Evaluate(state);
            if (value.IsTrue == isOr)
            {
                break;
            }
        }

        return value;
    }
}
