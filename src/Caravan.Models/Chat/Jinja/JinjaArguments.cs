// The arguments of a call.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Positional and named arguments of a function, filter or test.</summary>
internal sealed class JinjaArguments(
    IReadOnlyList<JinjaValue> positional,
    IReadOnlyList<KeyValuePair<string, JinjaValue>> named
)
{
    /// <summary>No arguments.</summary>
    public static JinjaArguments None { get; } = new([], []);

    /// <summary>Arguments by place.</summary>
    public IReadOnlyList<JinjaValue> Positional { get; } = positional;

    /// <summary>Arguments by name.</summary>
    public IReadOnlyList<KeyValuePair<string, JinjaValue>> Named { get; } = named;

    /// <summary>The argument at <paramref name="index"/> or called <paramref name="name"/>; null when not given.</summary>
    public JinjaValue? Get(int index, string name)
    {
        foreach (KeyValuePair<string, JinjaValue> argument in Named)
        {
            if (argument.Key == name)
            {
                return argument.Value;
            }
        }

        return index < Positional.Count ? Positional[index] : null;
    }

    /// <summary>A truth value, false when not given.</summary>
    public bool Flag(int index, string name) => Get(index, name)?.IsTrue ?? false;

    /// <summary>A string; null when not given or none.</summary>
    public string? Text(RenderState state, int index, string name) =>
        Get(index, name) switch
        {
            null or JinjaNone => null,
            JinjaString text => text.Value,
            { } other => throw state.Error($"found a {other.TypeName} for '{name}'; expected a string"),
        };

    /// <summary>A string that must be given.</summary>
    public string RequiredText(RenderState state, int index, string name) =>
        Text(state, index, name) ?? throw state.Error($"the argument '{name}' is missing; expected a string");

    /// <summary>A whole number, or <paramref name="fallback"/> when not given or none.</summary>
    public long Integer(RenderState state, int index, string name, long fallback) =>
        Get(index, name) switch
        {
            null or JinjaNone => fallback,
            JinjaInteger integer => integer.Value,
            { } other => throw state.Error($"found a {other.TypeName} for '{name}'; expected an integer"),
        };

    /// <summary>These arguments without the first <paramref name="count"/> positional ones.</summary>
    public JinjaArguments Skip(int count) => new([.. Positional.Skip(count)], Named);
}
