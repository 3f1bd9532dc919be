// Lines that the user edits on a terminal.
using System.Text;
using Caravan.Cli.Terminal;

namespace Caravan.Cli.Chatting;

/// <summary>
/// A small line editor: cursor keys, Home, End, words with Ctrl, earlier lines with the arrows, and the keys of Emacs that
/// shells know. What is pasted goes into the line with its line breaks. No library that is kept up goes with the console library in use (see docs/chat.md).
/// </summary>
internal sealed class TerminalInput(ITerminalKeys keys, LineHistory history, StandardOutput output, TextStyle style)
    : IChatInput
{
    private readonly PasteReader reader = new(keys);
    private EditedLine line = new();
    private int shownRow;

    /// <inheritdoc/>
    public string? ReadLine(string prompt)
    {
        line = new EditedLine();
        shownRow = 0;
        output.Write(PasteReader.On);
        try
        {
            return Edit(prompt);
        }
        finally
        {
            output.Write(PasteReader.Off);
        }
    }

    private string? Edit(string prompt)
    {
        Draw(prompt);
        while (true)
        {
            ConsoleKeyInfo key = reader.Read(out string? pasted);
            if (pasted is not null)
            {
                line.Insert(pasted);
                Draw(prompt);
                continue;
            }

            bool isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            if (key.Key == ConsoleKey.Enter)
            {
                line.MoveToEnd();
                Draw(prompt);
                output.Write("\n");
                history.Add(line.Text);
                return line.Text;
            }

            if (isControl && key.Key == ConsoleKey.D && line.Text.Length == 0)
            {
                output.Write("\n");
                return null;
            }

            if (isControl && key.Key == ConsoleKey.L)
            {
                output.Write("\u001b[H\u001b[2J");
                shownRow = 0;
            }
            else
            {
                Edit(key, isControl);
            }

            // What comes at once is drawn once, and no half of a character.
            if (!reader.IsAvailable && !line.IsHalf)
            {
                Draw(prompt);
            }
        }
    }

    private void Edit(ConsoleKeyInfo key, bool isControl)
    {
        switch (key.Key)
        {
            case ConsoleKey.Backspace when isControl:
            case ConsoleKey.W when isControl:
                line.RemoveWord();
                break;
            case ConsoleKey.Backspace:
            case ConsoleKey.H when isControl:
                line.RemoveBefore();
                break;
            case ConsoleKey.Delete:
            case ConsoleKey.D when isControl:
                line.RemoveBehind();
                break;
            case ConsoleKey.LeftArrow when isControl:
                line.MoveWordLeft();
                break;
            case ConsoleKey.RightArrow when isControl:
                line.MoveWordRight();
                break;
            case ConsoleKey.LeftArrow:
            case ConsoleKey.B when isControl:
                line.MoveLeft();
                break;
            case ConsoleKey.RightArrow:
            case ConsoleKey.F when isControl:
                line.MoveRight();
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when isControl:
                line.MoveToStart();
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when isControl:
                line.MoveToEnd();
                break;
            case ConsoleKey.K when isControl:
                line.RemoveAllBehind();
                break;
            case ConsoleKey.U when isControl:
                line.RemoveAllBefore();
                break;
            case ConsoleKey.UpArrow:
            case ConsoleKey.P when isControl:
                line.Set(history.Back(line.Text));
                break;
            case ConsoleKey.DownArrow:
            case ConsoleKey.N when isControl:
                line.Set(history.Forth(line.Text));
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    line.Insert(key.KeyChar);
                }

                break;
        }
    }

    private void Draw(string prompt)
    {
        int columns = keys.Columns;
        // As wide as it is counted.
        string text = (prompt + line.Text).Replace('\t', ' ');
        (int endRow, int endColumn) = CellLayout.End(text, columns);
        (int row, int column) = CellLayout.End(text.AsSpan(0, prompt.Length + line.Cursor), columns);
        StringBuilder codes = new();
        Up(codes, shownRow);
        output.Write(codes.Append("\r\u001b[J").ToString());
        style.Input();
        output.Write(text);
        style.Reset();
        codes.Clear();
        // A terminal waits at the right edge until another character comes.
        codes.Append(endColumn == 0 && text.Length > 0 && text[^1] != '\n' ? "\n" : "");
        Up(codes, endRow - row);
        codes.Append('\r').Append(column > 0 ? $"\u001b[{column}C" : "");
        output.Write(codes.ToString());
        shownRow = row;
    }

    private static void Up(StringBuilder codes, int rows) => codes.Append(rows > 0 ? $"\u001b[{rows}A" : "");
}
