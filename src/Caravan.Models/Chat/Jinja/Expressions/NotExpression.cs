// The operator not.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>Negation, once or twice.</summary>
internal sealed class NotExpression(int position, Expression operand, bool isTwice) : Expression(position)
{
    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state) =>
        JinjaBoolean.Of(operand.Evaluate(state).IsTrue == isTwice);
}
