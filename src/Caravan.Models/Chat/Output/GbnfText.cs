// Writes parts of grammars in llama.cpp's form.
using System.Globalization;
using System.Text;

namespace Caravan.Models.Chat.Output;

/// <summary>Literals, and rules for texts that end with a mark.</summary>
internal static class GbnfText
{
    /// <summary>A fixed text.</summary>
    public static string Literal(string text)
    {
        StringBuilder literal = new("\"");
        foreach (char c in text)
        {
            literal.Append(c is '"' or '\\' || c < ' ' ? Escape(c) : c.ToString());
        }

        return literal.Append('"').ToString();
    }

    /// <summary>
    /// Rules for any text up to and with the first <paramref name="mark"/>; the rule <paramref name="name"/> is where they
    /// begin. One rule for each number of characters of the mark that the text ends with.
    /// </summary>
    public static string Until(string name, string mark)
    {
        StringBuilder rules = new();
        char[] letters = [.. mark.Distinct()];
        string others = $"[^{string.Concat(letters.Select(InClass))}]";
        for (int matched = 0; matched < mark.Length; matched++)
        {
            // The whole mark may also come as one token, which has no single characters.
            rules.Append($"{Rule(name, matched)} ::= {Literal(mark)} | {others} {name}");
            foreach (char letter in letters)
            {
                int next = Matched(mark, mark[..matched] + letter);
                rules.Append($" | {Literal(letter.ToString())}");
                rules.Append(next == mark.Length ? "" : $" {Rule(name, next)}");
            }

            rules.Append('\n');
        }

        return rules.ToString();
    }

    private static string Rule(string name, int matched) => matched == 0 ? name : $"{name}-{matched}";

    /// <summary>Characters of the mark that a text ends with.</summary>
    private static int Matched(string mark, string text)
    {
        int length = Math.Min(mark.Length, text.Length);
        while (!text.EndsWith(mark[..length], StringComparison.Ordinal))
        {
            length--;
        }

        return length;
    }

    private static string InClass(char c) =>
        c is '[' or ']' or '^' or '-' or '\\' || c < ' ' ? Escape(c) : c.ToString();

    private static string Escape(char c) =>
        c switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '"' or '\\' or '[' or ']' => $"\\{c}",
            _ => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}"),
        };
}
