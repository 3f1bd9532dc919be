// Cuts a template into tokens.
using System.Text;
using System.Text.RegularExpressions;

namespace Caravan.Models.Chat.Jinja;

/// <summary>The lexer: text, tags, and white space removed as chat templates expect it (trim_blocks and lstrip_blocks).</summary>
internal sealed class JinjaLexer(TemplateText source)
{
    private static readonly string[] Pairs = ["==", "!=", "<=", ">=", "//", "**"];
    private readonly string text = source.Text;
    private readonly List<JinjaToken> tokens = [];
    private int position;

    /// <summary>All tokens, the last one of kind End.</summary>
    /// <exception cref="JinjaSyntaxException">The text ends within a tag or a string, or has a character that means nothing.</exception>
    public List<JinjaToken> Tokenize()
    {
        while (position < text.Length)
        {
            int open = FindTag(position);
            AddText(position, open);
            if (open == text.Length)
            {
                break;
            }

            position = open;
            ReadTag();
        }

        Add(JinjaTokenKind.End, "", text.Length);
        return tokens;
    }

    private int FindTag(int start)
    {
        for (int at = start; ; at++)
        {
            int found = text.AsSpan(at).IndexOf('{');
            if (found < 0 || at + found + 1 >= text.Length)
            {
                return text.Length;
            }

            at += found;
            if (text[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }
    }

    private void AddText(int start, int end)
    {
        int stop = end;
        if (end < text.Length)
        {
            char mark = end + 2 < text.Length ? text[end + 2] : ' ';
            if (mark == '-')
            {
                stop = start + text.AsSpan(start, end - start).TrimEnd().Length;
            }
            else if (mark != '+' && text[end + 1] != '{')
            {
                int line = start + text.AsSpan(start, end - start).TrimEnd(" \t").Length;
                stop = line == 0 || text[line - 1] == '\n' ? line : end;
            }
        }

        if (stop > start)
        {
            Add(JinjaTokenKind.Text, text[start..stop], start);
        }
    }

    private void ReadTag()
    {
        int start = position;
        char kind = text[start + 1];
        position += 2;
        if (kind == '#')
        {
            int close = text.IndexOf("#}", position, StringComparison.Ordinal);
            if (close < 0)
            {
                throw source.Syntax(start, "found a comment without an end; expected '#}'");
            }

            position = close + 2;
            SkipAfter(close > start + 2 ? text[close - 1] : ' ', isBlock: true);
            return;
        }

        bool isBlock = kind == '%';
        if (isBlock && RawTags.Open().Match(text, start) is { Success: true } raw)
        {
            ReadRaw(start, raw);
            return;
        }

        Add(isBlock ? JinjaTokenKind.OpenStatement : JinjaTokenKind.OpenExpression, "", start);
        if (position < text.Length && text[position] is '-' or '+' && isBlock || Peek(0) == '-')
        {
            position++;
        }

        ReadInside(start, isBlock ? "%}" : "}}", isBlock);
    }

    private void ReadInside(int start, string close, bool isBlock)
    {
        int braces = 0;
        while (true)
        {
            while (position < text.Length && char.IsWhiteSpace(text[position]))
            {
                position++;
            }

            if (position >= text.Length)
            {
                throw source.Syntax(start, $"found a tag without an end; expected '{close}'");
            }

            if (braces == 0)
            {
                int mark = text[position] is '-' or '+' ? 1 : 0;
                if (string.CompareOrdinal(text, position + mark, close, 0, 2) == 0)
                {
                    char sign = text[position];
                    Add(isBlock ? JinjaTokenKind.CloseStatement : JinjaTokenKind.CloseExpression, "", position);
                    position += mark + 2;
                    SkipAfter(sign, isBlock);
                    return;
                }
            }

            ReadToken(ref braces);
        }
    }

    /// <summary>Takes the text between {% raw %} and {% endraw %} as it is.</summary>
    private void ReadRaw(int start, Match open)
    {
        position = start + open.Length;
        // Unlike other tags, the opening one keeps the line feed after it.
        SkipAfter(text[position - 3], isBlock: false);
        Match close = RawTags.Close().Match(text, position);
        if (!close.Success)
        {
            throw source.Syntax(start, "found a raw block without an end; expected '{% endraw %}'");
        }

        AddText(position, close.Index);
        position = close.Index + close.Length;
        SkipAfter(text[position - 3], isBlock: true);
    }

    private void SkipAfter(char sign, bool isBlock)
    {
        if (sign == '-')
        {
            while (position < text.Length && char.IsWhiteSpace(text[position]))
            {
                position++;
            }
        }
        else if (sign != '+' && isBlock && Peek(0) == '\n')
        {
            position++;
        }
    }

    private void ReadToken(ref int braces)
    {
        char c = text[position];
        int start = position;
        if (char.IsLetter(c) || c == '_')
        {
            while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '_'))
            {
                position++;
            }

            Add(JinjaTokenKind.Name, text[start..position], start);
        }
        else if (char.IsAsciiDigit(c))
        {
            ReadNumber();
        }
        else if (c is '\'' or '"')
        {
            ReadString(c);
        }
        else
        {
            string pair = position + 1 < text.Length ? text.Substring(position, 2) : "";
            string symbol = Array.IndexOf(Pairs, pair) >= 0 ? pair : c.ToString();
            if (symbol.Length == 1 && !"()[]{},.:|<>+-*/%~=".Contains(c))
            {
                throw source.Syntax(start, $"found the character '{c}' (U+{(int)c:X4}), which means nothing in a tag");
            }

            braces +=
                symbol == "{" ? 1
                : symbol == "}" ? -1
                : 0;
            position += symbol.Length;
            Add(JinjaTokenKind.Symbol, symbol, start);
        }
    }

    private void ReadNumber()
    {
        int start = position;
        bool isFloat = false;
        SkipDigits();
        // A dot after a member's number starts the next member: a.0.1 has no float in it.
        bool afterDot = tokens.Count > 0 && tokens[^1].IsSymbol(".");
        if (!afterDot && Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            isFloat = true;
            position++;
            SkipDigits();
        }

        int sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (!afterDot && Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
        {
            isFloat = true;
            position += 1 + sign;
            SkipDigits();
        }

        string number = text[start..position].Replace("_", "", StringComparison.Ordinal);
        Add(isFloat ? JinjaTokenKind.Float : JinjaTokenKind.Integer, number, start);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)) || (Peek(0) == '_' && char.IsAsciiDigit(Peek(1))))
        {
            position++;
        }
    }

    private void ReadString(char quote)
    {
        int start = position++;
        StringBuilder value = new();
        while (position < text.Length && text[position] != quote)
        {
            char c = text[position++];
            value.Append(c == '\\' && position < text.Length ? StringEscapes.Read(source, ref position) : c.ToString());
        }

        if (position >= text.Length)
        {
            throw source.Syntax(start, $"found a string without an end; expected {quote}");
        }

        position++;
        Add(JinjaTokenKind.String, value.ToString(), start);
    }

    private char Peek(int ahead) => position + ahead < text.Length ? text[position + ahead] : '\0';

    private void Add(JinjaTokenKind kind, string value, int start) => tokens.Add(new JinjaToken(kind, value, start));
}
