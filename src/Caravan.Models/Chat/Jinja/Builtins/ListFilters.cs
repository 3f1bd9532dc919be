// Filters of lists.
using System.Text;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>Filters that take a sequence.</summary>
internal static class ListFilters
{
    /// <summary>Applies a filter; null when there is none of that name here.</summary>
    public static JinjaValue? Apply(RenderState state, string name, JinjaValue value, JinjaArguments arguments)
    {
        switch (name)
        {
            case "list":
                return Copy(state, value);
            case "first":
                return JinjaIteration.Items(state, value) is [var first, ..] ? first : JinjaUndefined.Instance;
            case "last":
                return JinjaIteration.Items(state, value) is [.., var last] ? last : JinjaUndefined.Instance;
            case "reverse":
                JinjaList reversed = Copy(state, value);
                reversed.Items.Reverse();
                return value is JinjaString ? Join(state, reversed, "", null) : reversed;
            case "join":
                return Join(state, value, arguments.Text(state, 0, "d") ?? "", arguments.Get(1, "attribute"));
            case "sort":
                return Sort(state, value, arguments);
            case "unique":
                List<JinjaValue> kept = [];
                foreach (JinjaValue item in Copy(state, value).Items)
                {
                    if (!kept.Exists(other => JinjaOperations.AreEqual(state, item, other)))
                    {
                        kept.Add(item);
                    }
                }

                return new JinjaList(kept);
            case "min" or "max":
                List<JinjaValue> candidates = JinjaIteration.Items(state, value);
                int sign = name == "min" ? 1 : -1;
                return candidates.Count == 0
                    ? JinjaUndefined.Instance
                    : candidates.Aggregate((a, b) => sign * JinjaOperations.Compare(state, b, a, true) < 0 ? b : a);
            case "sum":
                JinjaValue start = arguments.Get(1, "start") ?? new JinjaInteger(0);
                return JinjaIteration
                    .Items(state, value)
                    .Aggregate(
                        start,
                        (sum, item) =>
                            JinjaOperations.Apply(
                                state,
                                "+",
                                sum,
                                Attribute(state, item, arguments.Get(0, "attribute"))
                            )
                    );
            default:
                return null;
        }
    }

    /// <summary>The texts of a sequence with <paramref name="separator"/> between them.</summary>
    public static JinjaString Join(RenderState state, JinjaValue value, string separator, JinjaValue? attribute)
    {
        StringBuilder text = new();
        bool isLater = false;
        foreach (JinjaValue item in JinjaIteration.Items(state, value))
        {
            string piece = JinjaText.Of(state, Attribute(state, item, attribute));
            state.MakeText((long)piece.Length + separator.Length);
            text.Append(isLater ? separator : "").Append(piece);
            isLater = true;
        }

        return state.Text(text.ToString());
    }

    /// <summary>A member by a name with dots; the value itself when <paramref name="attribute"/> is null.</summary>
    public static JinjaValue Attribute(RenderState state, JinjaValue value, JinjaValue? attribute)
    {
        if (attribute is not JinjaString path)
        {
            return attribute is null or JinjaNone ? value : Expressions.MemberOperation.Get(state, value, attribute);
        }

        foreach (string name in path.Value.Split('.'))
        {
            state.Work(1);
            JinjaValue key = int.TryParse(name, out int index) ? new JinjaInteger(index) : new JinjaString(name);
            value = Expressions.MemberOperation.Get(state, value, key);
        }

        return value;
    }

    private static JinjaList Copy(RenderState state, JinjaValue value)
    {
        List<JinjaValue> items = JinjaIteration.Items(state, value);
        state.MakeItems(items.Count);
        return new JinjaList([.. items]);
    }

    private static JinjaList Sort(RenderState state, JinjaValue value, JinjaArguments arguments)
    {
        bool ignoreCase = !arguments.Flag(1, "case_sensitive");
        int sign = arguments.Flag(0, "reverse") ? -1 : 1;
        JinjaValue? attribute = arguments.Get(2, "attribute");
        IEnumerable<(JinjaValue Item, JinjaValue Key)> keyed = Copy(state, value)
            .Items.Select(item => (item, Attribute(state, item, attribute)));
        Comparer<JinjaValue> order = Comparer<JinjaValue>.Create(
            (a, b) => sign * JinjaOperations.Compare(state, a, b, ignoreCase)
        );
        return new JinjaList([.. keyed.OrderBy(pair => pair.Key, order).Select(pair => pair.Item)]);
    }
}
