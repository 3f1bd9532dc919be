// Calls of functions.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A call of the value before it.</summary>
internal sealed class CallOperation(int position, ArgumentList arguments) : PostfixOperation(position)
{
    /// <inheritdoc/>
    public override JinjaValue Apply(RenderState state, JinjaValue value)
    {
        JinjaArguments given = arguments.Evaluate(state);
        state.Position = Position;
        return value is JinjaFunction function
            ? function.Invoke(state, given)
            : throw state.Error($"found a call of a value that is {value.TypeName}; expected a function");
    }
}
