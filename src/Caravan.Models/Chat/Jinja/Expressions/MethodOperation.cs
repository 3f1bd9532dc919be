// Calls of methods.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A call of a member: a mapping's own function, else a method of the type.</summary>
internal sealed class MethodOperation(int position, string name, ArgumentList arguments) : PostfixOperation(position)
{
    private readonly JinjaString key = new(name);

    /// <inheritdoc/>
    public override JinjaValue Apply(RenderState state, JinjaValue value)
    {
        JinjaArguments given = arguments.Evaluate(state);
        state.Position = Position;
        if (value is JinjaMap map && map.Entries.TryGetValue(key, out JinjaValue? own) && own is JinjaFunction function)
        {
            return function.Invoke(state, given);
        }

        return Builtins.Methods.Invoke(state, value, name, given);
    }
}
