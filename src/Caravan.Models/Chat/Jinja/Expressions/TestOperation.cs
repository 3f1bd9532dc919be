// Tests.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A test of the value before it.</summary>
internal sealed class TestOperation(int position, string name, ArgumentList arguments, bool isNegated)
    : PostfixOperation(position)
{
    /// <inheritdoc/>
    public override JinjaValue Apply(RenderState state, JinjaValue value)
    {
        JinjaArguments given = arguments.Evaluate(state);
        state.Position = Position;
        return JinjaBoolean.Of(Builtins.Tests.Holds(state, name, value, given) != isNegated);
    }
}
