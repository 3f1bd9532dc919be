// The filter tojson.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>JSON as Python's json.dumps writes it.</summary>
internal static class JsonFilter
{
    private const int MaximumIndent = 64;

    /// <summary>The value as JSON.</summary>
    public static JinjaString ToJson(RenderState state, JinjaValue value, JinjaArguments arguments)
    {
        JinjaValue? indent = arguments.Get(1, "indent") ?? (arguments.Get(0, "") is JinjaInteger first ? first : null);
        string? white = indent switch
        {
            null or JinjaNone => null,
            JinjaInteger width => new string(' ', (int)Math.Clamp(width.Value, 0, MaximumIndent)),
            JinjaString text when text.Value.Length <= MaximumIndent => text.Value,
            _ => throw state.Error($"found an indent that is no number below {MaximumIndent}"),
        };
        JsonStyle style = new()
        {
            Indent = white,
            ItemSeparator = white is null ? ", " : ",",
            EnsureAscii = arguments.Get(0, "ensure_ascii") is JinjaBoolean { Value: true },
            SortKeys = arguments.Flag(3, "sort_keys"),
        };
        if (arguments.Get(2, "separators") is JinjaList { Items: [JinjaString item, JinjaString key] })
        {
            style = style with { ItemSeparator = item.Value, KeySeparator = key.Value };
        }

        return new JinjaString(JinjaText.Json(state, value, style));
    }
}
