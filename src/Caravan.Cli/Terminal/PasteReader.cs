// Tells what is pasted from what is typed.
using System.Text;

namespace Caravan.Cli.Terminal;

/// <summary>
/// Reads keys of a terminal that marks what is pasted: it stands between <c>ESC [ 200 ~</c> and <c>ESC [ 201 ~</c>, so that a
/// line break in it sends nothing.
/// </summary>
internal sealed class PasteReader(ITerminalKeys keys)
{
    /// <summary>Asks the terminal to mark what is pasted.</summary>
    internal const string On = "\u001b[?2004h";

    /// <summary>Asks it to leave that.</summary>
    internal const string Off = "\u001b[?2004l";

    /// <summary>Characters of one paste; what is beyond is left out.</summary>
    internal const int MostCharacters = 1 << 20;

    private const char Escape = '\u001b';
    private const string Begin = "[200~";
    private const string End = "[201~";

    // Escape alone is a key; the rest of a sequence comes with it, or right after it.
    private static readonly TimeSpan RestOfSequence = TimeSpan.FromMilliseconds(50);
    private readonly Queue<ConsoleKeyInfo> ahead = [];

    /// <summary>True when there is something to read already.</summary>
    internal bool IsAvailable => ahead.Count > 0 || keys.IsAvailable;

    /// <summary>Waits for a key, or for all of what is pasted.</summary>
    /// <param name="pasted">What was pasted, with <c>\n</c> between its lines; null for a key.</param>
    internal ConsoleKeyInfo Read(out string? pasted)
    {
        ConsoleKeyInfo key = Next();
        pasted = IsSequence(key, Begin) ? Pasted() : null;
        return key;
    }

    private string Pasted()
    {
        StringBuilder text = new();
        char last = '\0';
        while (true)
        {
            ConsoleKeyInfo key = Next();
            if (IsSequence(key, End))
            {
                return text.ToString();
            }

            // Terminals send line breaks as the key Enter; a pair of carriage return and line feed is one.
            char typed = key.KeyChar;
            bool isBreak = key.Key == ConsoleKey.Enter || typed is '\r' or '\n';
            char character = isBreak ? '\n' : typed;
            bool isKept = character is '\n' or '\t' || !char.IsControl(character);
            if (isKept && !(typed == '\n' && last == '\r') && text.Length < MostCharacters)
            {
                text.Append(character);
            }

            last = typed;
        }
    }

    // The console gives sequences that it does not know as their characters, the first of them perhaps as Alt with a key.
    private bool IsSequence(ConsoleKeyInfo key, string sequence)
    {
        bool isAlt = key.KeyChar == sequence[0] && key.Modifiers.HasFlag(ConsoleModifiers.Alt);
        if (key.KeyChar != Escape && !isAlt)
        {
            return false;
        }

        List<ConsoleKeyInfo> read = [];
        for (int i = isAlt ? 1 : 0; i < sequence.Length; i++)
        {
            if (!Arrives())
            {
                break;
            }

            read.Add(Next());
            if (read[^1].KeyChar != sequence[i])
            {
                break;
            }

            if (i == sequence.Length - 1)
            {
                return true;
            }
        }

        // They were keys after all, and come before what has been read ahead.
        ConsoleKeyInfo[] later = [.. ahead];
        ahead.Clear();
        foreach (ConsoleKeyInfo other in read.Concat(later))
        {
            ahead.Enqueue(other);
        }

        return false;
    }

    private bool Arrives() => IsAvailable || SpinWait.SpinUntil(() => keys.IsAvailable, RestOfSequence);

    private ConsoleKeyInfo Next() => ahead.TryDequeue(out ConsoleKeyInfo key) ? key : keys.Read();
}
