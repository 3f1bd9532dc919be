// Makes text from a file fit to stand in a one-line message.
using System.Text;

namespace Caravan.Gguf;

/// <summary>Text from a file in messages.</summary>
public static class GgufText
{
    private const int LongestQuote = 80;

    /// <summary>The text in quotes, control characters escaped, shortened when long.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("'");
        foreach (char c in text.Length > LongestQuote ? text.AsSpan(0, LongestQuote) : text)
        {
            // Line separators and bidirectional marks would break or reorder the line as well.
            if (char.IsControl(c) || c is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
            {
                quoted.Append($"\\u{(int)c:X4}");
            }
            else
            {
                quoted.Append(c);
            }
        }

        return quoted.Append(text.Length > LongestQuote ? "...'" : "'").ToString();
    }
}
