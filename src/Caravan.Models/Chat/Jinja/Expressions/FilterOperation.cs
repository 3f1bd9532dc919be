// Filters.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A filter of the value before it. An unknown one matters only where it is reached.</summary>
internal sealed class FilterOperation(int position, string name, ArgumentList arguments) : PostfixOperation(position)
{
    /// <inheritdoc/>
    public override JinjaValue Apply(RenderState state, JinjaValue value)
    {
        JinjaArguments given = arguments.Evaluate(state);
        state.Position = Position;
        return Builtins.Filters.Apply(state, name, value, given);
    }
}
