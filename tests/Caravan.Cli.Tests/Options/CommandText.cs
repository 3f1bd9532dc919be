// Splits command lines as a shell does.
using System.Text;

namespace Caravan.Cli.Tests.Options;

/// <summary>Words of a line: spaces separate, double quotes hold together.</summary>
internal static class CommandText
{
    /// <summary>The words of <paramref name="line"/>.</summary>
    internal static string[] Split(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool isQuoted = false;
        foreach (char c in line + " ")
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c != ' ' || isQuoted)
            {
                word.Append(c);
            }
            else
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return [.. words];
    }
}
