// Members by name or index.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A member of a mapping, or an item of a list or string.</summary>
internal sealed class MemberOperation(int position, Expression key) : PostfixOperation(position)
{
    /// <summary>The name or index.</summary>
    public Expression Key => key;

    /// <inheritdoc/>
    public override JinjaValue Apply(RenderState state, JinjaValue value)
    {
        JinjaValue index = key.Evaluate(state);
        state.Position = Position;
        return Get(state, value, index);
    }

    /// <summary>The member, or undefined.</summary>
    public static JinjaValue Get(RenderState state, JinjaValue value, JinjaValue key)
    {
        switch (value)
        {
            case JinjaMap map:
                return JinjaKeyComparer.IsKey(key)
                    ? map.Entries.GetValueOrDefault(key, JinjaUndefined.Instance)
                    : JinjaUndefined.Instance;
            case JinjaList list when JinjaOperations.Whole(key) is { } index:
                index += index < 0 ? list.Items.Count : 0;
                return index >= 0 && index < list.Items.Count ? list.Items[(int)index] : JinjaUndefined.Instance;
            case JinjaString text when JinjaOperations.Whole(key) is { } index:
                CodePoints points = new(state, text.Value);
                index += index < 0 ? points.Count : 0;
                return index >= 0 && index < points.Count
                    ? new JinjaString(points.Slice(index, 1))
                    : JinjaUndefined.Instance;
            default:
                return JinjaUndefined.Instance;
        }
    }
}
