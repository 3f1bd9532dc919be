// Slices.
using System.Text;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A slice of a list or string with Python's rules.</summary>
internal sealed class SliceOperation(int position, Expression? start, Expression? stop, Expression? step)
    : PostfixOperation(position)
{
    /// <inheritdoc/>
    public override JinjaValue Apply(RenderState state, JinjaValue value)
    {
        long? from = Bound(state, start);
        long? to = Bound(state, stop);
        long by = Bound(state, step) ?? 1;
        state.Position = Position;
        if (by == 0)
        {
            throw state.Error("found a slice with a step of zero");
        }

        switch (value)
        {
            case JinjaList list:
                List<JinjaValue> items = [];
                foreach (int index in Indexes(list.Items.Count, from, to, by))
                {
                    items.Add(list.Items[index]);
                }

                state.MakeItems(items.Count);
                return new JinjaList(items);
            case JinjaString text:
                CodePoints points = new(state, text.Value);
                if (by == 1)
                {
                    (long first, long end) = Clamp(points.Count, from, to, by);
                    return state.Text(points.Slice(first, Math.Max(0, end - first)));
                }

                StringBuilder picked = new();
                foreach (int index in Indexes(points.Count, from, to, by))
                {
                    picked.Append(points.Slice(index, 1));
                }

                return state.Text(picked.ToString());
            case JinjaUndefined:
                return new JinjaList([]);
            default:
                throw state.Error($"found a slice of a {value.TypeName}; expected a list or string");
        }
    }

    private static long? Bound(RenderState state, Expression? expression)
    {
        JinjaValue? value = expression?.Evaluate(state);
        return value is null or JinjaNone
            ? null
            : JinjaOperations.Whole(value)
                ?? throw state.Error($"found a {value.TypeName} in a slice; expected an integer");
    }

    private static (long First, long End) Clamp(int count, long? from, long? to, long by)
    {
        long lowest = by > 0 ? 0 : -1;
        long highest = by > 0 ? count : count - 1;
        long Resolve(long bound) => Math.Clamp(bound < 0 ? bound + count : bound, lowest, highest);
        return (
            from is { } f ? Resolve(f)
            : by > 0 ? lowest
            : highest,
            to is { } t ? Resolve(t)
            : by > 0 ? highest
            : lowest
        );
    }

    private static IEnumerable<int> Indexes(int count, long? from, long? to, long by)
    {
        (long first, long end) = Clamp(count, from, to, by);
        // A step beyond the count ends after one item; clamped so that the sum cannot overflow.
        by = Math.Clamp(by, -(long)count - 1, count + 1L);
        for (long i = first; by > 0 ? i < end : i > end; i += by)
        {
            yield return (int)i;
        }
    }
}
