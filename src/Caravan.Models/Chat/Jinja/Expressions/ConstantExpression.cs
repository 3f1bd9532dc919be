// Literals.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A literal value.</summary>
internal sealed class ConstantExpression(int position, JinjaValue value) : Expression(position)
{
    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state) => value;
}
