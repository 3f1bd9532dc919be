// Python's methods of strings.
using System.Text;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Builtins;

/// <summary>Methods of strings.</summary>
internal static class StringMethods
{
    /// <summary>Calls a method; null when there is none of that name.</summary>
    public static JinjaValue? Invoke(RenderState state, string text, string name, JinjaArguments arguments)
    {
        state.Read(text.Length);
        string? characters = name is "strip" or "lstrip" or "rstrip" ? arguments.Text(state, 0, "chars") : null;
        return name switch
        {
            "strip" => state.Text(text.Trim(Set(characters))),
            "lstrip" => state.Text(text.TrimStart(Set(characters))),
            "rstrip" => state.Text(text.TrimEnd(Set(characters))),
            "upper" => state.Text(text.ToUpperInvariant()),
            "lower" => state.Text(text.ToLowerInvariant()),
            "capitalize" => state.Text(Capitalize(text)),
            "title" => state.Text(Title(text)),
            "startswith" => JinjaBoolean.Of(
                Any(state, arguments, part => text.StartsWith(part, StringComparison.Ordinal))
            ),
            "endswith" => JinjaBoolean.Of(Any(state, arguments, part => text.EndsWith(part, StringComparison.Ordinal))),
            "split" => Split(state, text, arguments),
            "rsplit" => SplitFromEnd(state, text, arguments),
            "splitlines" => List(
                state,
                text.Length == 0
                    ? []
                    : [.. TextSearch.Split(state, text.EndsWith('\n') ? text[..^1] : text, "\n", int.MaxValue)]
            ),
            "replace" => Replace(state, text, arguments),
            "join" => ListFilters.Join(state, arguments.Get(0, "iterable") ?? JinjaUndefined.Instance, text, null),
            "find" => new JinjaInteger(TextSearch.Find(state, text, arguments.RequiredText(state, 0, "sub"), 0)),
            "count" => new JinjaInteger(
                TextSearch
                    .Split(state, text, Separator(state, arguments.RequiredText(state, 0, "sub")), int.MaxValue)
                    .Count - 1
            ),
            "removeprefix" => state.Text(
                arguments.RequiredText(state, 0, "prefix") is var p && text.StartsWith(p, StringComparison.Ordinal)
                    ? text[p.Length..]
                    : text
            ),
            "removesuffix" => state.Text(
                arguments.RequiredText(state, 0, "suffix") is var s && text.EndsWith(s, StringComparison.Ordinal)
                    ? text[..^s.Length]
                    : text
            ),
            "isdigit" => JinjaBoolean.Of(text.Length > 0 && text.All(char.IsDigit)),
            "isspace" => JinjaBoolean.Of(text.Length > 0 && text.All(char.IsWhiteSpace)),
            "isalpha" => JinjaBoolean.Of(text.Length > 0 && text.All(char.IsLetter)),
            "isalnum" => JinjaBoolean.Of(text.Length > 0 && text.All(char.IsLetterOrDigit)),
            "isupper" => JinjaBoolean.Of(Tests.Holds(state, "upper", new JinjaString(text), JinjaArguments.None)),
            "islower" => JinjaBoolean.Of(Tests.Holds(state, "lower", new JinjaString(text), JinjaArguments.None)),
            _ => null,
        };
    }

    /// <summary>First letter upper case, the rest lower case.</summary>
    public static string Capitalize(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    /// <summary>Every word's first letter upper case, the rest lower case.</summary>
    public static string Title(string text)
    {
        StringBuilder title = new(text.Length);
        bool isInside = false;
        foreach (char c in text)
        {
            title.Append(isInside ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
            isInside = char.IsLetter(c);
        }

        return title.ToString();
    }

    /// <summary>The method and filter replace.</summary>
    public static JinjaString Replace(RenderState state, string text, JinjaArguments arguments)
    {
        string old = arguments.RequiredText(state, 0, "old");
        string replacement = JinjaText.Of(
            state,
            arguments.Get(1, "new") ?? throw state.Error("the argument 'new' is missing")
        );
        long count = arguments.Integer(state, 2, "count", -1);
        count = count < 0 ? long.MaxValue : count;
        IReadOnlyList<string> pieces =
            old.Length > 0 ? TextSearch.Split(state, text, old, count) : Letters(state, text, count);
        state.MakeText(text.Length + ((long)replacement.Length * pieces.Count));
        return new JinjaString(string.Join(replacement, pieces));
    }

    private static List<string> Letters(RenderState state, string text, long count)
    {
        state.MakeItems(text.Length * 2L);
        List<string> pieces = count == 0 ? [] : [""];
        int at = 0;
        for (; at < text.Length && pieces.Count < count; at++)
        {
            pieces.Add(text[at].ToString());
        }

        pieces.Add(text[at..]);
        return pieces;
    }

    private static JinjaList Split(RenderState state, string text, JinjaArguments arguments)
    {
        string? separator = arguments.Text(state, 0, "sep");
        long maximum = arguments.Integer(state, 1, "maxsplit", -1);
        maximum = maximum < 0 ? long.MaxValue : maximum;
        if (separator is not null)
        {
            return List(state, TextSearch.Split(state, text, Separator(state, separator), maximum));
        }

        List<string> words = [];
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart();
        state.MakeItems(text.Length);
        while (rest.Length > 0)
        {
            int end = 0;
            while (end < rest.Length && (words.Count == maximum || !char.IsWhiteSpace(rest[end])))
            {
                end++;
            }

            words.Add(rest[..end].ToString());
            rest = rest[end..].TrimStart();
        }

        return List(state, words);
    }

    private static JinjaList SplitFromEnd(RenderState state, string text, JinjaArguments arguments)
    {
        string separator = Separator(state, arguments.RequiredText(state, 0, "sep"));
        long maximum = arguments.Integer(state, 1, "maxsplit", -1);
        List<string> pieces = TextSearch.Split(state, text, separator, long.MaxValue);
        if (maximum >= 0 && pieces.Count - 1 > maximum)
        {
            int head = pieces.Count - (int)maximum;
            pieces = [string.Join(separator, pieces.Take(head)), .. pieces.Skip(head)];
        }

        return List(state, pieces);
    }

    private static JinjaList List(RenderState state, List<string> pieces)
    {
        state.MakeItems(pieces.Count * 2L);
        return new JinjaList(pieces.ConvertAll<JinjaValue>(piece => new JinjaString(piece)));
    }

    private static bool Any(RenderState state, JinjaArguments arguments, Func<string, bool> holds) =>
        arguments.Get(0, "prefix") is JinjaList list
            ? list.Items.Any(item => item is JinjaString part && holds(part.Value))
            : holds(arguments.RequiredText(state, 0, "prefix"));

    private static string Separator(RenderState state, string separator) =>
        separator.Length > 0 ? separator : throw state.Error("found an empty separator");

    private static char[]? Set(string? characters) => characters?.ToCharArray();
}
