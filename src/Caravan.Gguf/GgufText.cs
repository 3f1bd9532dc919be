// Makes text from a file fit to stand in one line.
using System.Globalization;
using System.Text;

namespace Caravan.Gguf;

/// <summary>Text from a file in one-line messages.</summary>
public static class GgufText
{
    private const int LongestQuote = 80;

    /// <summary>The text in quotes, control characters escaped, shortened when long.</summary>
    public static string Quote(string text) =>
        text.Length > LongestQuote ? $"'{Escape(text[..LongestQuote])}...'" : $"'{Escape(text)}'";

    /// <summary>The text with control characters written as <c>\u000A</c>.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(BreaksLine))
        {
            return text;
        }

        StringBuilder escaped = new();
        foreach (char c in text)
        {
            if (BreaksLine(c))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }

    // Line separators and bidirectional marks break or reorder a line as well.
    private static bool BreaksLine(char c) =>
        char.IsControl(c) || c is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
