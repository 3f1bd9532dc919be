// Keys as a terminal sends them.
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Tests.Chatting;

/// <summary>Gives characters as the console gives them: what it knows as keys, sequences that it does not know as characters.</summary>
internal sealed class TypedKeys(string characters) : ITerminalKeys
{
    private int at;

    public bool IsAvailable => at < characters.Length;

    public int Columns => 40;

    public ConsoleKeyInfo Read()
    {
        char next = characters[at++];
        return next switch
        {
            '\r' or '\n' => new ConsoleKeyInfo(next, ConsoleKey.Enter, false, false, false),
            '\u0004' => new ConsoleKeyInfo(next, ConsoleKey.D, false, false, control: true),
            '\u0010' => new ConsoleKeyInfo(next, ConsoleKey.P, false, false, control: true),
            '\u001b' => new ConsoleKeyInfo(next, ConsoleKey.Escape, false, false, false),
            '\u007f' => new ConsoleKeyInfo(next, ConsoleKey.Backspace, false, false, false),
            _ => new ConsoleKeyInfo(next, ConsoleKey.None, false, false, false),
        };
    }
}
