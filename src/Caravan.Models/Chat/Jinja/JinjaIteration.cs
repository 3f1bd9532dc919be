// What a loop sees of a value.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Values as sequences.</summary>
internal static class JinjaIteration
{
    /// <summary>The items of a list, keys of a mapping or characters of a string.</summary>
    public static List<JinjaValue> Items(RenderState state, JinjaValue value)
    {
        switch (value)
        {
            case JinjaList list:
                state.Work(1);
                return list.Items;
            case JinjaUndefined:
                return [];
            case JinjaMap map:
                state.MakeItems(map.Entries.Count);
                return [.. map.Entries.Keys];
            case JinjaString text:
                CodePoints points = new(state, text.Value);
                state.MakeItems(points.Count * 2L);
                return [.. Enumerable.Range(0, points.Count).Select(i => new JinjaString(points.Slice(i, 1)))];
            default:
                throw state.Error($"found a {value.TypeName}; expected something to go through");
        }
    }
}
