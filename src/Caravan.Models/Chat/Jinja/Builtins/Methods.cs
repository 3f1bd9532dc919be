// Methods of strings, lists and mappings.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>Methods by type and name.</summary>
internal static class Methods
{
    /// <summary>Calls the method <paramref name="name"/> of <paramref name="value"/>.</summary>
    public static JinjaValue Invoke(RenderState state, JinjaValue value, string name, JinjaArguments arguments) =>
        (
            value switch
            {
                JinjaString text => StringMethods.Invoke(state, text.Value, name, arguments),
                JinjaMap map => OfMap(state, map, name, arguments),
                JinjaList list => OfList(state, list, name, arguments),
                _ => null,
            }
        ) ?? throw state.Error($"found a call of '{name}', which a value that is {value.TypeName} does not have");

    private static JinjaValue? OfMap(RenderState state, JinjaMap map, string name, JinjaArguments arguments)
    {
        switch (name)
        {
            case "get":
                JinjaValue fallback = arguments.Get(1, "default") ?? JinjaNone.Instance;
                return arguments.Get(0, "key") is { } key && JinjaKeyComparer.IsKey(key)
                    ? map.Entries.GetValueOrDefault(key, fallback)
                    : fallback;
            case "keys":
                return new JinjaList(JinjaIteration.Items(state, map));
            case "values":
                state.MakeItems(map.Entries.Count);
                return new JinjaList([.. map.Entries.Values]);
            case "items":
                return MappingFilters.Items(state, map);
            case "pop" when arguments.Get(0, "key") is { } removed && JinjaKeyComparer.IsKey(removed):
                return map.Entries.Remove(removed, out JinjaValue? old)
                    ? old
                    : arguments.Get(1, "default") ?? JinjaNone.Instance;
            case "copy":
                return GlobalCopy(state, map);
            case "update" when arguments.Get(0, "other") is JinjaMap other:
                state.MakeItems(other.Entries.Count);
                foreach ((JinjaValue entry, JinjaValue item) in other.Entries.ToList())
                {
                    map.Entries[entry] = item;
                }

                return JinjaNone.Instance;
            default:
                return null;
        }
    }

    private static JinjaMap GlobalCopy(RenderState state, JinjaMap map)
    {
        state.MakeItems(map.Entries.Count);
        JinjaMap copy = new();
        foreach ((JinjaValue key, JinjaValue value) in map.Entries)
        {
            copy.Entries[key] = value;
        }

        return copy;
    }

    private static JinjaValue? OfList(RenderState state, JinjaList list, string name, JinjaArguments arguments)
    {
        switch (name)
        {
            case "append" when arguments.Get(0, "object") is { } item:
                state.MakeItems(1);
                list.Items.Add(item);
                return JinjaNone.Instance;
            case "extend" when arguments.Get(0, "iterable") is { } more:
                List<JinjaValue> items = JinjaIteration.Items(state, more);
                state.MakeItems(items.Count);
                list.Items.AddRange([.. items]);
                return JinjaNone.Instance;
            case "pop":
                long index = arguments.Integer(state, 0, "index", -1);
                index += index < 0 ? list.Items.Count : 0;
                if (index < 0 || index >= list.Items.Count)
                {
                    throw state.Error($"found pop of item {index} of {list.Items.Count}");
                }

                state.Read(list.Items.Count);
                JinjaValue popped = list.Items[(int)index];
                list.Items.RemoveAt((int)index);
                return popped;
            case "index" when arguments.Get(0, "value") is { } wanted:
                int found = list.Items.FindIndex(candidate => JinjaOperations.AreEqual(state, candidate, wanted));
                return found >= 0 ? new JinjaInteger(found) : throw state.Error("the list does not have that value");
            case "count" when arguments.Get(0, "value") is { } counted:
                return new JinjaInteger(
                    list.Items.Count(candidate => JinjaOperations.AreEqual(state, candidate, counted))
                );
            default:
                return null;
        }
    }
}
