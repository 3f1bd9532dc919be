// Signs before numbers.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A sign.</summary>
internal sealed class SignExpression(int position, Expression operand, bool isNegative) : Expression(position)
{
    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        JinjaValue value = operand.Evaluate(state);
        state.Position = Position;
        if (value is JinjaFloat number)
        {
            return isNegative ? new JinjaFloat(-number.Value) : number;
        }

        return JinjaOperations.Whole(value) is { } whole
            ? new JinjaInteger(isNegative ? unchecked(-whole) : whole)
            : throw state.Error($"found a sign before a {value.TypeName}; expected a number");
    }
}
