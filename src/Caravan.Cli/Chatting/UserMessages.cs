// The user's messages, of one line or several.
using System.Text;

namespace Caravan.Cli.Chatting;

/// <summary>
/// A line that ends in <c>\</c> goes on in the next one; lines between <c>"""</c> and <c>"""</c> are one message, and
/// so is what is pasted on a terminal.
/// </summary>
internal sealed class UserMessages(IChatInput input)
{
    private const string Quotes = "\"\"\"";
    private const string FirstPrompt = "> ";
    private const string NextPrompt = ". ";

    /// <summary>The next message, or null at the end of input.</summary>
    internal string? Read()
    {
        if (input.ReadLine(FirstPrompt) is not { } line)
        {
            return null;
        }

        // Only what is pasted has line breaks, and its lines are those of another text.
        return line.Contains('\n', StringComparison.Ordinal) ? line
            : line.TrimStart().StartsWith(Quotes, StringComparison.Ordinal)
                ? ReadQuoted(line.TrimStart()[Quotes.Length..])
            : ReadContinued(line);
    }

    private string ReadContinued(string line)
    {
        StringBuilder text = new();
        while (line.EndsWith('\\'))
        {
            text.Append(line, 0, line.Length - 1).Append('\n');
            line = input.ReadLine(NextPrompt) ?? "";
        }

        return text.Append(line).ToString();
    }

    private string ReadQuoted(string? line)
    {
        StringBuilder text = new();
        bool isFirst = true;
        while (line is not null)
        {
            int end = line.IndexOf(Quotes, StringComparison.Ordinal);
            string kept = end < 0 ? line : line[..end];
            // Line feeds next to the quotes belong to them.
            if (kept.Length > 0 || (!isFirst && end < 0))
            {
                text.Append(text.Length > 0 ? "\n" : "").Append(kept);
            }

            if (end >= 0)
            {
                break;
            }

            isFirst = false;
            line = input.ReadLine(NextPrompt);
        }

        return text.ToString();
    }
}
