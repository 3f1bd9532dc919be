// Filters of mappings.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>items and dictsort.</summary>
internal static class MappingFilters
{
    /// <summary>Applies a filter; null when there is none of that name here.</summary>
    public static JinjaValue? Apply(RenderState state, string name, JinjaValue value, JinjaArguments arguments) =>
        name switch
        {
            "items" => Items(state, value),
            "dictsort" => Sort(state, value, arguments),
            _ => null,
        };

    /// <summary>Pairs of key and value.</summary>
    public static JinjaList Items(RenderState state, JinjaValue value)
    {
        if (value is JinjaUndefined)
        {
            return new JinjaList([]);
        }

        if (value is not JinjaMap map)
        {
            throw state.Error($"found the items of a {value.TypeName}; expected a mapping");
        }

        state.MakeItems(map.Entries.Count * 4L);
        return new JinjaList([.. map.Entries.Select(entry => new JinjaList([entry.Key, entry.Value]))]);
    }

    private static JinjaList Sort(RenderState state, JinjaValue value, JinjaArguments arguments)
    {
        bool ignoreCase = !arguments.Flag(0, "case_sensitive");
        int part = arguments.Text(state, 1, "by") == "value" ? 1 : 0;
        int sign = arguments.Flag(2, "reverse") ? -1 : 1;
        Comparer<JinjaValue> order = Comparer<JinjaValue>.Create(
            (a, b) => sign * JinjaOperations.Compare(state, a, b, ignoreCase)
        );
        return new JinjaList([.. Items(state, value).Items.OrderBy(pair => ((JinjaList)pair).Items[part], order)]);
    }
}
