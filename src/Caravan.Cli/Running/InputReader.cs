// Reads what the user writes in interactive mode.
using System.Text;

namespace Caravan.Cli.Running;

/// <summary>
/// Lines by llama-cli's rules: a line that ends in <c>\</c> goes on in the next one (with multi-line input it is the other
/// way round), one that ends in <c>/</c> is handed over without its line feed.
/// </summary>
internal sealed class InputReader(TextReader reader, bool isMultiline)
{
    /// <summary>The user's next input, or null at the end of input.</summary>
    internal string? Read()
    {
        StringBuilder text = new();
        bool goesOn = isMultiline;
        do
        {
            if (reader.ReadLine() is not { } line)
            {
                return text.Length > 0 ? text.ToString() : null;
            }

            if (line.EndsWith('/'))
            {
                return text.Append(line, 0, line.Length - 1).ToString();
            }

            bool isMarked = line.EndsWith('\\');
            text.Append(line, 0, isMarked ? line.Length - 1 : line.Length);
            goesOn = isMarked ? !isMultiline : isMultiline;
            if (goesOn)
            {
                text.Append('\n');
            }
        } while (goesOn);

        return text.ToString();
    }
}
