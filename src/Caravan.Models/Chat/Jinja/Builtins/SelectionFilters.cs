// Filters that pick or change the items of a list.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>map, select, reject, selectattr and rejectattr.</summary>
internal static class SelectionFilters
{
    /// <summary>Applies a filter; null when there is none of that name here.</summary>
    public static JinjaValue? Apply(RenderState state, string name, JinjaValue value, JinjaArguments arguments)
    {
        if (name is not ("map" or "select" or "reject" or "selectattr" or "rejectattr"))
        {
            return null;
        }

        List<JinjaValue> items = value is JinjaNone ? [] : JinjaIteration.Items(state, value);
        state.MakeItems(items.Count);
        return new JinjaList(name == "map" ? Map(state, items, arguments) : Select(state, items, name, arguments));
    }

    private static List<JinjaValue> Map(RenderState state, List<JinjaValue> items, JinjaArguments arguments)
    {
        if (arguments.Get(int.MaxValue, "attribute") is { } attribute)
        {
            JinjaValue fallback = arguments.Get(int.MaxValue, "default") ?? JinjaUndefined.Instance;
            return items.ConvertAll(item =>
                ListFilters.Attribute(state, item, attribute) is var found and not JinjaUndefined ? found : fallback
            );
        }

        string filter = arguments.RequiredText(state, 0, "filter");
        JinjaArguments rest = arguments.Skip(1);
        return items.ConvertAll(item => Filters.Apply(state, filter, item, rest));
    }

    private static List<JinjaValue> Select(
        RenderState state,
        List<JinjaValue> items,
        string name,
        JinjaArguments arguments
    )
    {
        bool isByAttribute = name.EndsWith("attr", StringComparison.Ordinal);
        bool wanted = name[0] == 's';
        int used = isByAttribute ? 1 : 0;
        JinjaValue? attribute = isByAttribute ? arguments.Get(0, "attribute") : null;
        string? test = arguments.Text(state, used, "test");
        JinjaArguments rest = arguments.Skip(used + 1);
        return items.FindAll(item =>
        {
            state.Work(1);
            JinjaValue tested = ListFilters.Attribute(state, item, attribute);
            return (test is null ? tested.IsTrue : Tests.Holds(state, test, tested, rest)) == wanted;
        });
    }
}
