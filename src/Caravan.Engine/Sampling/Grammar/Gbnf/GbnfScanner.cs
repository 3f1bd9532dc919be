// Walks through the text of a GBNF grammar.
using System.Globalization;
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A position in a grammar's text.</summary>
internal sealed class GbnfScanner(string text)
{
    /// <summary>What <see cref="Peek"/> gives behind the end.</summary>
    public const char End = '\0';

    /// <summary>Index of the next character.</summary>
    public int Position { get; private set; }

    /// <summary>True behind the last character.</summary>
    public bool IsAtEnd => Position >= text.Length;

    /// <summary>The character some places ahead.</summary>
    public char Peek(int ahead = 0) => Position + ahead < text.Length ? text[Position + ahead] : End;

    /// <summary>Goes over characters.</summary>
    public void Skip(int count = 1) => Position = Math.Min(Position + count, text.Length);

    /// <summary>Goes over a text if it comes next.</summary>
    public bool TrySkip(string expected)
    {
        bool found = string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;
        Skip(found ? expected.Length : 0);
        return found;
    }

    /// <summary>Goes over blanks and comments, and line ends where they mean nothing.</summary>
    public void SkipSpace(bool overLines)
    {
        while (!IsAtEnd)
        {
            char next = Peek();
            if (next == '#')
            {
                while (!IsAtEnd && Peek() is not ('\r' or '\n'))
                {
                    Skip();
                }
            }
            else if (next is ' ' or '\t' || (overLines && next is '\r' or '\n'))
            {
                Skip();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Reads characters as long as they are of a kind.</summary>
    public string ReadWhile(Func<char, bool> isPart)
    {
        int start = Position;
        while (!IsAtEnd && isPart(Peek()))
        {
            Skip();
        }

        return text[start..Position];
    }

    /// <summary>Reads a number of a repetition or of a token.</summary>
    public int ReadNumber(int largest)
    {
        int start = Position;
        string digits = ReadWhile(char.IsAsciiDigit);
        if (digits.Length == 0)
        {
            throw Error("a number is expected");
        }

        return
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= largest
            ? number
            : throw Error($"the number is larger than {largest}", start);
    }

    /// <summary>Reads a character of a literal or a class, escaped or not.</summary>
    public Rune ReadCharacter()
    {
        int start = Position;
        if (Peek() != '\\')
        {
            if (
                Rune.DecodeFromUtf16(text.AsSpan(Position), out Rune rune, out int length)
                != System.Buffers.OperationStatus.Done
            )
            {
                throw Error("the text is no valid Unicode");
            }

            Skip(length);
            return rune;
        }

        char escape = Peek(1);
        Skip(2);
        return escape switch
        {
            'x' => ReadHex(2, start),
            'u' => ReadHex(4, start),
            'U' => ReadHex(8, start),
            't' => new Rune('\t'),
            'r' => new Rune('\r'),
            'n' => new Rune('\n'),
            '\\' or '"' or '[' or ']' => new Rune(escape),
            _ => throw Error("no such escape; \\x \\u \\U \\t \\r \\n \\\\ \\\" \\[ \\] are known", start),
        };
    }

    /// <summary>An error with its place.</summary>
    public GrammarException Error(string problem) => Error(problem, Position);

    /// <summary>An error at an earlier place.</summary>
    public GrammarException Error(string problem, int position)
    {
        int lineStart = position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1;
        int line = text.AsSpan(0, lineStart).Count('\n') + 1;
        return new GrammarException($"grammar, line {line}, column {position - lineStart + 1}: {problem}");
    }

    private Rune ReadHex(int digits, int start)
    {
        if (
            Position + digits > text.Length
            || !uint.TryParse(
                text.AsSpan(Position, digits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out uint value
            )
        )
        {
            throw Error($"{digits} hexadecimal digits are expected");
        }

        Skip(digits);
        return Rune.TryCreate(value, out Rune rune) ? rune : throw Error($"U+{value:X4} is no character", start);
    }
}
