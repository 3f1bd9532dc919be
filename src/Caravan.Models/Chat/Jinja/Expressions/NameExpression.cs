// Variables.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A variable.</summary>
internal sealed class NameExpression(int position, string name) : Expression(position)
{
    /// <summary>The variable's name.</summary>
    public string Name => name;

    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        state.Work(1);
        return state.Scope.Get(name);
    }
}
