// Reads the characters and classes of regular expressions.
using System.Globalization;
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Reads what stands for one character.</summary>
/// <param name="pattern">The whole expression.</param>
/// <param name="error">Makes an error.</param>
internal sealed class RegexClasses(Rune[] pattern, Func<string, GrammarException> error)
{
    private static readonly CharacterSet LineEnds = CharacterSet.OfText("\n\r\u2028\u2029");
    private static readonly CharacterSet Digits = CharacterSet.Of(('0', '9'));
    private static readonly CharacterSet Word = CharacterSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));
    private static readonly CharacterSet Spaces = CharacterSet.OfText(
        "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
    );

    /// <summary>The characters that the part at a position stands for.</summary>
    public CharacterSet Read(ref int position)
    {
        int character = pattern[position++].Value;
        return character switch
        {
            '.' => LineEnds.Complement(),
            '[' => ReadClass(ref position),
            '\\' => ReadEscape(ref position),
            _ => Single(character),
        };
    }

    private CharacterSet ReadClass(ref int position)
    {
        bool isNegated = TrySkip(ref position, '^');
        CharacterSet set = CharacterSet.Of();
        while (!TrySkip(ref position, ']'))
        {
            CharacterSet first = ReadMember(ref position);
            bool isRange =
                position + 1 < pattern.Length && pattern[position].Value == '-' && pattern[position + 1].Value != ']';
            if (!isRange)
            {
                set = set.Union(first);
                continue;
            }

            position++;
            CharacterSet last = ReadMember(ref position);
            set = set.Union(
                One(first) is int low && One(last) is int high && low <= high
                    ? CharacterSet.Of((low, high))
                    : throw error("the range of a class is no range")
            );
        }

        return isNegated ? set.Complement() : set;
    }

    private CharacterSet ReadMember(ref int position)
    {
        if (position >= pattern.Length)
        {
            throw error("the class has no ']'");
        }

        int character = pattern[position++].Value;
        return character == '\\' ? ReadEscape(ref position) : Single(character);
    }

    private CharacterSet ReadEscape(ref int position)
    {
        if (position >= pattern.Length)
        {
            throw error("the escape is not complete");
        }

        int escape = pattern[position++].Value;
        return escape switch
        {
            'd' => Digits,
            'D' => Digits.Complement(),
            'w' => Word,
            'W' => Word.Complement(),
            's' => Spaces,
            'S' => Spaces.Complement(),
            't' => Single('\t'),
            'n' => Single('\n'),
            'r' => Single('\r'),
            'f' => Single('\f'),
            'v' => Single('\v'),
            '0' => Single(0),
            'x' => Single(ReadHex(ref position, 2)),
            'u' when TrySkip(ref position, '{') => Single(ReadBraced(ref position)),
            'u' => Single(ReadHex(ref position, 4)),
            (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '1' and <= '9') => throw error(
                $"'\\{(char)escape}' cannot be expressed by a grammar"
            ),
            _ => Single(escape),
        };
    }

    private int ReadBraced(ref int position)
    {
        int length = 0;
        while (position + length < pattern.Length && pattern[position + length].Value != '}')
        {
            length++;
        }

        int value = ReadHex(ref position, length);
        return TrySkip(ref position, '}') ? value : throw error("'}' is missing");
    }

    private int ReadHex(ref int position, int digits)
    {
        string text = string.Concat(pattern.Skip(position).Take(digits));
        position = Math.Min(position + digits, pattern.Length);
        return
            text.Length == digits
            && digits <= 6
            && int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            && Rune.IsValid(value)
            ? value
            : throw error($"'{text}' is no character in hexadecimal digits");
    }

    private bool TrySkip(ref int position, char expected)
    {
        bool found = position < pattern.Length && pattern[position].Value == expected;
        position += found ? 1 : 0;
        return found;
    }

    private static int? One(CharacterSet set) => set.Ranges is [(int first, int last)] && first == last ? first : null;

    private static CharacterSet Single(int character) => CharacterSet.Of((character, character));
}
