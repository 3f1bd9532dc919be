// Functions that every template has.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>range, namespace, dict, raise_exception and strftime_now.</summary>
internal static class GlobalFunctions
{
    /// <summary>The scope around every template's own; read only.</summary>
    public static Scope Scope { get; } = Make();

    private static Scope Make()
    {
        Scope scope = new(null);
        Add(scope, "range", Range);
        Add(scope, "namespace", Namespace);
        Add(scope, "dict", Namespace);
        Add(
            scope,
            "raise_exception",
            (state, arguments) => throw state.Raised(arguments.RequiredText(state, 0, "message"))
        );
        Add(
            scope,
            "strftime_now",
            (state, arguments) =>
                state.Text(TimeFormat.Format(state, state.Now, arguments.RequiredText(state, 0, "format")))
        );
        return scope;
    }

    private static void Add(Scope scope, string name, Func<RenderState, JinjaArguments, JinjaValue> body) =>
        scope.Set(name, new JinjaFunction(name, body));

    private static JinjaList Range(RenderState state, JinjaArguments arguments)
    {
        bool isOne = arguments.Positional.Count < 2;
        long start = isOne ? 0 : arguments.Integer(state, 0, "start", 0);
        long stop = arguments.Integer(state, isOne ? 0 : 1, "stop", 0);
        long step = arguments.Integer(state, 2, "step", 1);
        if (step == 0)
        {
            throw state.Error("found a range with a step of zero");
        }

        Int128 span = step > 0 ? (Int128)stop - start : (Int128)start - stop;
        Int128 size = Int128.Abs(step);
        // Beyond an int the list breaks the limit of made bytes by itself.
        long count = (long)Int128.Clamp((span + size - 1) / size, 0, int.MaxValue);
        state.MakeItems(count * 2);
        List<JinjaValue> items = new((int)count);
        for (long i = 0; i < count; i++)
        {
            items.Add(new JinjaInteger(start + (i * step)));
        }

        return new JinjaList(items);
    }

    private static JinjaMap Namespace(RenderState state, JinjaArguments arguments)
    {
        JinjaMap map = new();
        state.MakeItems(arguments.Named.Count);
        if (arguments.Get(0, "") is JinjaMap first)
        {
            state.MakeItems(first.Entries.Count);
            foreach ((JinjaValue key, JinjaValue value) in first.Entries)
            {
                map.Entries[key] = value;
            }
        }

        foreach ((string name, JinjaValue value) in arguments.Named)
        {
            map[name] = value;
        }

        return map;
    }
}
