// Values as text: what an expression writes, and JSON.
using System.Globalization;
using System.Text;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Writes values.</summary>
internal static class JinjaText
{
    /// <summary>The text of a value where a string is asked for.</summary>
    public static string Of(RenderState state, JinjaValue value) =>
        value switch
        {
            JinjaString text => text.Value,
            JinjaUndefined => "",
            JinjaNone => "None",
            JinjaBoolean boolean => boolean.Value ? "true" : "false",
            JinjaInteger integer => integer.Value.ToString(CultureInfo.InvariantCulture),
            JinjaFloat number => Float(number.Value),
            JinjaFunction function => $"<function {function.Name}>",
            _ => Json(state, value, JsonStyle.Display),
        };

    /// <summary>A value as JSON.</summary>
    public static string Json(RenderState state, JinjaValue value, JsonStyle style)
    {
        StringBuilder text = new();
        Write(state, text, value, style, 0);
        return text.ToString();
    }

    /// <summary>A number as Python writes it.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan"
                : value > 0 ? "inf"
                : "-inf";
        }

        double size = Math.Abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e16))
        {
            string[] parts = value.ToString("E16", CultureInfo.InvariantCulture).Split('E');
            string digits = value.ToString("R", CultureInfo.InvariantCulture);
            int mark = digits.IndexOf('E');
            string mantissa = mark >= 0 ? digits[..mark] : parts[0].TrimEnd('0').TrimEnd('.');
            int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
            return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        string plain = value.ToString("0.0################", CultureInfo.InvariantCulture);
        string exact = value.ToString("R", CultureInfo.InvariantCulture);
        return exact.Contains('E') ? plain
            : exact.Contains('.') ? exact
            : exact + ".0";
    }

    private static void Write(RenderState state, StringBuilder text, JinjaValue value, JsonStyle style, int depth)
    {
        if (depth > state.Limits.MaximumValueDepth)
        {
            throw state.Limit(
                nameof(JinjaLimits.MaximumValueDepth),
                $"a value is nested more than {state.Limits.MaximumValueDepth} levels deep"
            );
        }

        switch (value)
        {
            case JinjaString s:
                WriteString(state, text, s.Value, style.EnsureAscii);
                break;
            case JinjaNone:
                Append(state, text, "null");
                break;
            case JinjaUndefined:
                Append(state, text, style.ShowsUndefined ? "undefined" : "null");
                break;
            case JinjaList list:
                WriteItems(
                    state,
                    text,
                    '[',
                    ']',
                    list.Items.Count,
                    style,
                    depth,
                    i => Write(state, text, list.Items[i], style, depth + 1)
                );
                break;
            case JinjaMap map:
                WriteMap(state, text, map, style, depth);
                break;
            case JinjaFunction when !style.ShowsUndefined:
                throw state.Error("found a function; expected a value that JSON can hold");
            default:
                Append(state, text, Of(state, value));
                break;
        }
    }

    private static void WriteMap(RenderState state, StringBuilder text, JinjaMap map, JsonStyle style, int depth)
    {
        List<KeyValuePair<JinjaValue, JinjaValue>> entries = [.. map.Entries];
        if (style.SortKeys)
        {
            entries.Sort((a, b) => string.CompareOrdinal(Of(state, a.Key), Of(state, b.Key)));
        }

        WriteItems(
            state,
            text,
            '{',
            '}',
            entries.Count,
            style,
            depth,
            i =>
            {
                JinjaValue key = entries[i].Key;
                WriteString(state, text, key is JinjaNone ? "null" : Of(state, key), style.EnsureAscii);
                Append(state, text, style.KeySeparator);
                Write(state, text, entries[i].Value, style, depth + 1);
            }
        );
    }

    private static void WriteItems(
        RenderState state,
        StringBuilder text,
        char open,
        char close,
        int count,
        JsonStyle style,
        int depth,
        Action<int> write
    )
    {
        text.Append(open);
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                Append(state, text, style.ItemSeparator);
            }

            WriteBreak(state, text, style, depth + 1);
            write(i);
        }

        if (count > 0)
        {
            WriteBreak(state, text, style, depth);
        }

        text.Append(close);
        state.Work(1);
    }

    private static void WriteBreak(RenderState state, StringBuilder text, JsonStyle style, int depth)
    {
        if (style.Indent is { } indent)
        {
            state.MakeText(1 + ((long)indent.Length * depth));
            text.Append('\n');
            for (int i = 0; i < depth; i++)
            {
                text.Append(indent);
            }
        }
    }

    private static void WriteString(RenderState state, StringBuilder text, string value, bool ensureAscii)
    {
        state.MakeText(value.Length + 2L);
        text.Append('"');
        foreach (char c in value)
        {
            string? escape = c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                _ => null,
            };
            if (escape is not null)
            {
                text.Append(escape);
            }
            else if (c < ' ' || (ensureAscii && c > '~'))
            {
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(c);
            }
        }

        text.Append('"');
    }

    private static void Append(RenderState state, StringBuilder text, string piece)
    {
        state.MakeText(piece.Length);
        text.Append(piece);
    }
}
