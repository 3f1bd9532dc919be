// Mapping literals.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A mapping.</summary>
internal sealed class MapExpression(int position, List<KeyValuePair<Expression, Expression>> entries)
    : Expression(position)
{
    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        state.MakeItems(entries.Count * 2L);
        JinjaMap map = new();
        foreach ((Expression key, Expression value) in entries)
        {
            JinjaValue name = key.Evaluate(state);
            if (!JinjaKeyComparer.IsKey(name))
            {
                state.Position = key.Position;
                throw state.Error($"found a {name.TypeName} as a key; expected a string or number");
            }

            map.Entries[name] = value.Evaluate(state);
        }

        return map;
    }
}
