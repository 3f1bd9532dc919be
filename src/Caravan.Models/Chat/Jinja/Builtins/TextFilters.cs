// Filters of strings.
using System.Text;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>Filters that take text.</summary>
internal static class TextFilters
{
    /// <summary>Applies a filter; null when there is none of that name here.</summary>
    public static JinjaValue? Apply(RenderState state, string name, JinjaValue value, JinjaArguments arguments)
    {
        string method = name == "trim" ? "strip" : name;
        switch (method)
        {
            case "upper" or "lower" or "strip" or "capitalize" or "title":
                return StringMethods.Invoke(state, JinjaText.Of(state, value), method, arguments);
            case "replace":
                return StringMethods.Replace(state, JinjaText.Of(state, value), arguments);
            case "indent":
                return Indent(state, JinjaText.Of(state, value), arguments);
            case "wordcount":
                return new JinjaInteger(
                    ((JinjaList)StringMethods.Invoke(state, JinjaText.Of(state, value), "split", JinjaArguments.None)!)
                        .Items
                        .Count
                );
            default:
                return null;
        }
    }

    private static JinjaString Indent(RenderState state, string text, JinjaArguments arguments)
    {
        string white = arguments.Get(0, "width") is JinjaString given
            ? given.Value
            : new string(' ', (int)Math.Clamp(arguments.Integer(state, 0, "width", 4), 0, 1024));
        bool first = arguments.Flag(1, "first");
        bool blank = arguments.Flag(2, "blank");
        List<string> lines = TextSearch.Split(state, text, "\n", int.MaxValue);
        state.MakeText(text.Length + (lines.Count * (long)white.Length));
        StringBuilder indented = new();
        for (int i = 0; i < lines.Count; i++)
        {
            indented.Append(i > 0 ? "\n" : "");
            indented.Append((i == 0 ? first : blank || lines[i].Length > 0) ? white : "").Append(lines[i]);
        }

        return new JinjaString(indented.ToString());
    }
}
