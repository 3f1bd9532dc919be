// Reads GBNF, llama.cpp's form of grammars.
using System.Collections.ObjectModel;
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A recursive-descent parser of one grammar.</summary>
internal sealed class GbnfParser
{
    private readonly GbnfScanner scanner;
    private readonly Dictionary<string, int> indices = [];
    private readonly List<(string Name, int FirstUse, GrammarExpression? Body)> rules = [];
    private int depth;

    /// <summary>A parser of a text.</summary>
    /// <exception cref="GrammarException">The text is too long.</exception>
    public GbnfParser(string text)
    {
        if (text.Length > GrammarLimits.TextLength)
        {
            throw new GrammarException(
                $"the grammar has {text.Length} characters; at most {GrammarLimits.TextLength} are read"
            );
        }

        scanner = new GbnfScanner(text);
    }

    /// <summary>The rules and the index of "root".</summary>
    /// <param name="schemas">JSON schemas in place of rules that the text does not define, by the rules' names.</param>
    /// <exception cref="GrammarException">The text is no grammar, or a schema is none.</exception>
    public (IReadOnlyList<GrammarRule> Rules, int Root) Parse(IReadOnlyDictionary<string, string>? schemas = null)
    {
        scanner.SkipSpace(overLines: true);
        while (!scanner.IsAtEnd)
        {
            ReadRule();
        }

        SchemaRules.Add(rules, indices, schemas ?? ReadOnlyDictionary<string, string>.Empty);
        foreach ((string name, int use, GrammarExpression? body) in rules)
        {
            if (body is null)
            {
                throw scanner.Error($"there is no rule '{name}'", use);
            }
        }

        return indices.TryGetValue("root", out int root)
            ? ([.. rules.Select(rule => new GrammarRule(rule.Name, rule.Body!))], root)
            : throw new GrammarException("the grammar has no rule 'root', with which every text begins");
    }

    private void ReadRule()
    {
        int start = scanner.Position;
        int index = Index(ReadName(), start);
        scanner.SkipSpace(overLines: false);
        if (!scanner.TrySkip("::="))
        {
            throw scanner.Error("'::=' is expected after the name of a rule");
        }

        if (rules[index].Body is not null)
        {
            throw scanner.Error($"the rule '{rules[index].Name}' is defined twice", start);
        }

        scanner.SkipSpace(overLines: true);
        GrammarExpression body = ReadAlternatives(isNested: false);
        rules[index] = rules[index] with { Body = body };
        if (!scanner.IsAtEnd && scanner.Peek() is not ('\r' or '\n'))
        {
            throw scanner.Error($"'{scanner.Peek()}' does not belong here");
        }

        scanner.SkipSpace(overLines: true);
    }

    private GrammarExpression ReadAlternatives(bool isNested)
    {
        if (++depth > GrammarLimits.Depth)
        {
            throw scanner.Error($"groups are nested deeper than {GrammarLimits.Depth}");
        }

        List<GrammarExpression> alternatives = [ReadSequence(isNested)];
        while (scanner.TrySkip("|"))
        {
            scanner.SkipSpace(overLines: true);
            alternatives.Add(ReadSequence(isNested));
        }

        depth--;
        return alternatives.Count == 1 ? alternatives[0] : new ChoiceExpression([.. alternatives]);
    }

    private SequenceExpression ReadSequence(bool isNested)
    {
        List<GrammarExpression> parts = [];
        while (true)
        {
            int repetitions = 0;
            if (ReadItem() is not GrammarExpression item)
            {
                return new SequenceExpression([.. parts]);
            }

            scanner.SkipSpace(isNested);
            while (ReadRepetition(isNested) is (int least, var most))
            {
                if (++repetitions > GrammarLimits.Depth)
                {
                    throw scanner.Error($"more than {GrammarLimits.Depth} repetitions follow each other");
                }

                item = new RepeatExpression(item, least, most);
                scanner.SkipSpace(isNested);
            }

            parts.Add(item);
        }
    }

    private GrammarExpression? ReadItem()
    {
        int start = scanner.Position;
        switch (scanner.Peek())
        {
            case '"':
                return ReadLiteral();
            case '[':
                return ReadClass();
            case '.':
                scanner.Skip();
                return new CharacterExpression(CharacterSet.All);
            case '<' or '!':
                return ReadToken();
            case '(':
                scanner.Skip();
                scanner.SkipSpace(overLines: true);
                GrammarExpression group = ReadAlternatives(isNested: true);
                return scanner.TrySkip(")") ? group : throw scanner.Error("')' is expected");
            case '*' or '+' or '?' or '{':
                throw scanner.Error("there is nothing before it to repeat");
            case char letter when IsNamePart(letter):
                return new RuleExpression(Index(ReadName(), start));
            default:
                return null;
        }
    }

    private (int Least, int? Most)? ReadRepetition(bool isNested)
    {
        switch (scanner.Peek())
        {
            case '*':
                scanner.Skip();
                return (0, null);
            case '+':
                scanner.Skip();
                return (1, null);
            case '?':
                scanner.Skip();
                return (0, 1);
            case '{':
                return ReadCount(isNested);
            default:
                return null;
        }
    }

    private (int Least, int? Most) ReadCount(bool isNested)
    {
        scanner.Skip();
        scanner.SkipSpace(isNested);
        int least = scanner.ReadNumber(GrammarLimits.Repetitions);
        int? most = least;
        scanner.SkipSpace(isNested);
        if (scanner.TrySkip(","))
        {
            scanner.SkipSpace(isNested);
            int start = scanner.Position;
            most = char.IsAsciiDigit(scanner.Peek()) ? scanner.ReadNumber(GrammarLimits.Repetitions) : null;
            if (most < least)
            {
                throw scanner.Error($"the largest number, {most}, is below the least, {least}", start);
            }

            scanner.SkipSpace(isNested);
        }

        return scanner.TrySkip("}") ? (least, most) : throw scanner.Error("'}' is expected");
    }

    private LiteralExpression ReadLiteral()
    {
        int start = scanner.Position;
        scanner.Skip();
        StringBuilder literal = new();
        while (!scanner.TrySkip("\""))
        {
            literal.Append(
                scanner.IsAtEnd ? throw scanner.Error("the literal has no end", start) : scanner.ReadCharacter()
            );
        }

        return new LiteralExpression(literal.ToString(), SpellsTokens: true);
    }

    private CharacterExpression ReadClass()
    {
        int start = scanner.Position;
        scanner.Skip();
        bool isNegated = scanner.TrySkip("^");
        List<(int First, int Last)> ranges = [];
        while (!scanner.TrySkip("]"))
        {
            int place = scanner.Position;
            int first = scanner.IsAtEnd
                ? throw scanner.Error("the class has no end", start)
                : scanner.ReadCharacter().Value;
            int last = first;
            if (scanner.Peek() == '-' && scanner.Peek(1) != ']' && scanner.Peek(1) != GbnfScanner.End)
            {
                scanner.Skip();
                last = scanner.ReadCharacter().Value;
            }

            ranges.Add(last >= first ? (first, last) : throw scanner.Error("the range ends before it begins", place));
        }

        CharacterSet set =
            ranges.Count > 0 ? CharacterSet.Of(ranges) : throw scanner.Error("the class is empty", start);
        set = isNegated ? set.Complement() : set;
        return set.IsEmpty ? throw scanner.Error("no character is in the class", start) : new CharacterExpression(set);
    }

    private TokenExpression ReadToken()
    {
        int start = scanner.Position;
        bool isNegated = scanner.TrySkip("!");
        if (scanner.TrySkip("<["))
        {
            int id = scanner.ReadNumber(int.MaxValue);
            return scanner.TrySkip("]>")
                ? new TokenExpression(id, null, isNegated)
                : throw scanner.Error("']>' is expected after the id of a token");
        }

        if (scanner.Peek() != '<')
        {
            throw scanner.Error("'<' is expected: '!' stands before a token only");
        }

        string text = scanner.ReadWhile(letter => letter is not ('>' or '\r' or '\n')) + ">";
        return scanner.TrySkip(">")
            ? new TokenExpression(-1, text, isNegated)
            : throw scanner.Error("the token has no '>'", start);
    }

    private string ReadName()
    {
        string name = scanner.ReadWhile(IsNamePart);
        return name.Length > 0 ? name : throw scanner.Error("the name of a rule is expected");
    }

    private int Index(string name, int position)
    {
        if (!indices.TryGetValue(name, out int index))
        {
            index =
                rules.Count < GrammarLimits.Rules
                    ? rules.Count
                    : throw scanner.Error($"there are more than {GrammarLimits.Rules} rules");
            indices.Add(name, index);
            rules.Add((name, position, null));
        }

        return index;
    }

    private static bool IsNamePart(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';
}
