// What the program says about itself: lines on standard error.
using System.Text;

namespace Caravan.Cli.Terminal;

/// <summary>Writes lines to standard error. Safe for use by several threads.</summary>
/// <param name="isQuiet">True to leave out everything but errors and what is written with <see cref="Always"/>.</param>
internal sealed class Log(bool isQuiet = false)
{
    private static readonly Stream Error = Console.OpenStandardError();

    /// <summary>A line that informs.</summary>
    internal void Info(string line)
    {
        if (!isQuiet)
        {
            Always(line);
        }
    }

    /// <summary>A line about something that the user may not expect.</summary>
    internal void Note(string line) => Info("note: " + line);

    /// <summary>A line in any case.</summary>
    internal static void Always(string line) => Raw(line + "\n");

    /// <summary>Text as it is.</summary>
    internal static void Raw(string text) => Error.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Why the work could not be done: one line.</summary>
    internal static void Failure(string message) => Always("error: " + message.ReplaceLineEndings(" "));
}
