// Reads regular expressions of JSON schemas.
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// A parser of the regular part of ECMAScript's expressions. As in JSON schema an expression without anchors may match
/// anywhere in the string.
/// </summary>
internal sealed class RegexParser
{
    private static readonly RegexPiece Anything = new(JsonGrammar.Repeat(JsonGrammar.AnyCharacter, 0, null), 0, null);
    private readonly Rune[] pattern;
    private readonly SchemaNode schema;
    private readonly RegexClasses classes;
    private int position;
    private int depth;

    /// <summary>A parser of one expression.</summary>
    public RegexParser(string pattern, SchemaNode schema)
    {
        this.pattern = [.. pattern.EnumerateRunes()];
        this.schema = schema;
        classes = new RegexClasses(this.pattern, Error);
    }

    /// <summary>The strings that match.</summary>
    /// <exception cref="GrammarException">It is no expression, or says what a grammar cannot.</exception>
    public RegexPiece Parse()
    {
        List<RegexPiece> alternatives = [];
        do
        {
            bool begins = TrySkip('^');
            RegexPiece piece = ReadSequence();
            bool ends = TrySkip('$');
            List<RegexPiece> parts = begins ? [piece] : [Anything, piece];
            if (!ends)
            {
                parts.Add(Anything);
            }

            alternatives.Add(parts.Count == 1 ? piece : Join(parts));
        } while (TrySkip('|'));
        return position == pattern.Length
            ? Any(alternatives)
            : throw Error($"'{pattern[position]}' does not belong here");
    }

    private RegexPiece ReadAlternatives()
    {
        if (++depth > GrammarLimits.Depth / 2)
        {
            throw Error("groups are nested too deep");
        }

        List<RegexPiece> alternatives = [];
        do
        {
            alternatives.Add(ReadSequence());
        } while (TrySkip('|'));
        depth--;
        return Any(alternatives);
    }

    private RegexPiece ReadSequence()
    {
        List<RegexPiece> parts = [];
        while (position < pattern.Length && Peek() is not ('|' or ')' or '$'))
        {
            RegexPiece piece = ReadAtom();
            while (ReadQuantifier() is (int least, var most))
            {
                piece = Repeated(piece, least, most);
            }

            parts.Add(piece);
        }

        return parts.Count == 1 ? parts[0] : Join(parts);
    }

    private RegexPiece ReadAtom()
    {
        switch (Peek())
        {
            case '(':
                position++;
                SkipGroupKind();
                RegexPiece group = ReadAlternatives();
                return TrySkip(')') ? group : throw Error("')' is missing");
            case '*' or '+' or '?' or '{':
                throw Error("there is nothing to repeat");
            case '^':
                throw Error("'^' is understood at the beginning only");
            default:
                CharacterSet set = classes.Read(ref position);
                GrammarExpression one = JsonGrammar.Character(
                    set.IsEmpty ? throw Error("no character is in the class") : set
                );
                return new RegexPiece(one, 1, 1, one);
        }
    }

    private void SkipGroupKind()
    {
        if (!TrySkip('?') || TrySkip(':'))
        {
            return;
        }

        bool isNamed = TrySkip('<') && position < pattern.Length && Peek() is not ('=' or '!');
        while (isNamed && position < pattern.Length && Peek() != '>')
        {
            position++;
        }

        if (!isNamed || !TrySkip('>'))
        {
            throw Error("looking ahead or back and options cannot be expressed by a grammar");
        }
    }

    private (int Least, int? Most)? ReadQuantifier()
    {
        (int Least, int? Most)? quantifier =
            TrySkip('*') ? (0, null)
            : TrySkip('+') ? (1, null)
            : TrySkip('?') ? (0, 1)
            : TrySkip('{') ? ReadCounts()
            : null;
        if (quantifier is not null)
        {
            // Whether it takes as few as possible makes no difference to what matches.
            TrySkip('?');
        }

        return quantifier;
    }

    private (int Least, int? Most) ReadCounts()
    {
        int least = ReadNumber();
        int? most = least;
        if (TrySkip(','))
        {
            most = position < pattern.Length && Peek() != '}' ? ReadNumber() : null;
        }

        return TrySkip('}') && (most is null || most >= least)
            ? (least, most)
            : throw Error("the repetition is no repetition");
    }

    private int ReadNumber()
    {
        int number = 0;
        int start = position;
        while (position < pattern.Length && Peek() is >= '0' and <= '9')
        {
            number = Math.Min((number * 10) + Peek() - '0', GrammarLimits.Repetitions + 1);
            position++;
        }

        return position > start && number <= GrammarLimits.Repetitions
            ? number
            : throw Error($"a number up to {GrammarLimits.Repetitions} is expected");
    }

    private static RegexPiece Repeated(RegexPiece piece, int least, int? most)
    {
        GrammarExpression? one = piece is { Least: 1, Most: 1 } ? piece.Repeated : null;
        return new RegexPiece(
            JsonGrammar.Repeat(piece.Expression, least, most),
            (int)Math.Min((long)piece.Least * least, int.MaxValue),
            most is null || piece.Most is null ? null : (int)Math.Min((long)piece.Most * most.Value, int.MaxValue),
            one
        );
    }

    private static RegexPiece Join(List<RegexPiece> parts) =>
        new(
            JsonGrammar.Sequence([.. parts.Select(part => part.Expression)]),
            (int)Math.Min(parts.Sum(part => (long)part.Least), int.MaxValue),
            parts.Any(part => part.Most is null)
                ? null
                : (int)Math.Min(parts.Sum(part => (long)part.Most!), int.MaxValue)
        );

    private static RegexPiece Any(List<RegexPiece> alternatives) =>
        alternatives.Count == 1
            ? alternatives[0]
            : new RegexPiece(
                JsonGrammar.Choice([.. alternatives.Select(piece => piece.Expression)]),
                alternatives.Min(piece => piece.Least),
                alternatives.Any(piece => piece.Most is null) ? null : alternatives.Max(piece => piece.Most)
            );

    private int Peek() => pattern[position].Value;

    private bool TrySkip(char expected)
    {
        bool found = position < pattern.Length && Peek() == expected;
        position += found ? 1 : 0;
        return found;
    }

    private GrammarException Error(string problem) => schema.Error($"pattern, character {position + 1}: {problem}");
}
