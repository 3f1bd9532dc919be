// Lists and tuples.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A list or tuple.</summary>
internal sealed class ListExpression(int position, List<Expression> items) : Expression(position)
{
    /// <summary>The items.</summary>
    public List<Expression> Items => items;

    /// <inheritdoc/>
    public override JinjaValue Evaluate(RenderState state)
    {
        state.MakeItems(items.Count);
        List<JinjaValue> values = new(items.Count);
        foreach (Expression item in items)
        {
            values.Add(item.Evaluate(state));
        }

        return new JinjaList(values);
    }
}
