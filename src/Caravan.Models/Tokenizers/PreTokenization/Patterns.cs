// The alternatives that pre-tokenizers share, each beside its regular expression.
using Caravan.Models.Tokenizers.Unicode;
using static Caravan.Models.Tokenizers.Unicode.CodePointClass;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>Named patterns; the expression a pattern stands for is beside it.</summary>
internal static class Patterns
{
    private const CodePointClass LetterOrMark = Letter | Mark;
    private const CodePointClass NotWord = All & ~(WhiteSpace | Letter | Number);

    private static readonly CodePointSet Space = new(None, " ");
    private static readonly CodePointSet AnySpace = new(WhiteSpace);
    private static readonly CodePointSet LineEnd = new(None, "\r\n");
    private static readonly CodePointSet LineEndOrSlash = new(None, "\r\n/");

    /// <summary>[^\r\n\p{L}\p{N}].</summary>
    public static readonly CodePointSet WordPrefix = new(All & ~(Letter | Number), except: "\r\n");

    /// <summary>'s|'t|'re|'ve|'m|'ll|'d.</summary>
    public static readonly Pattern LowerContraction = new Contraction(ignoreCase: false);

    /// <summary>The same in upper and lower case.</summary>
    public static readonly Pattern AnyContraction = new Contraction(ignoreCase: true);

    /// <summary> ?\p{L}+.</summary>
    public static readonly Pattern SpacedLetters = new Run(new(Letter)) { Prefix = Space };

    /// <summary> ?\p{N}+.</summary>
    public static readonly Pattern SpacedNumbers = new Run(new(Number)) { Prefix = Space };

    /// <summary> ?[^\s\p{L}\p{N}]+.</summary>
    public static readonly Pattern SpacedMarks = new Run(new(NotWord)) { Prefix = Space };

    /// <summary>\s+(?!\S).</summary>
    public static readonly Pattern SpacesThenText = new SpacesBeforeText(AnySpace);

    /// <summary>\s+.</summary>
    public static readonly Pattern Spaces = new Run(AnySpace);

    /// <summary>\s*[\r\n]+.</summary>
    public static readonly Pattern SpacesToLineBreak = new LineBreaks();

    /// <summary>\s+$.</summary>
    public static readonly Pattern SpacesLast = new SpacesAtEnd(AnySpace);

    /// <summary>\s{512}(?!\S)|...|\s{1,2}(?!\S)|\s{1}.</summary>
    public static readonly Pattern SpacePowers = new SpaceCascade(AnySpace);

    /// <summary>[\r\n].</summary>
    public static readonly Pattern OneLineBreak = new Run(LineEnd) { Maximum = 1 };

    /// <summary>[^\n]+.</summary>
    public static readonly Pattern NoLineFeeds = new Run(new(All, except: "\n"));

    /// <summary>[\n]+.</summary>
    public static readonly Pattern LineFeeds = new Run(new(None, "\n"));

    /// <summary>\p{N}+.</summary>
    public static readonly Pattern Numbers = new Run(new(Number));

    /// <summary>\p{N}.</summary>
    public static readonly Pattern OneNumber = new Run(new(Number)) { Maximum = 1 };

    /// <summary>\p{N}{1,3}.</summary>
    public static readonly Pattern ThreeNumbers = new Run(new(Number)) { Maximum = 3 };

    /// <summary>[0-9][0-9][0-9].</summary>
    public static readonly Pattern ThreeDigits = new Run(new(None, "0-9")) { Minimum = 3, Maximum = 3 };

    /// <summary>[^\r\n\p{L}\p{N}]?\p{L}+.</summary>
    public static readonly Pattern PrefixedLetters = new Run(new(Letter)) { Prefix = WordPrefix };

    /// <summary>[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+.</summary>
    public static readonly Pattern PrefixedLettersAndMarks = new Run(new(LetterOrMark)) { Prefix = WordPrefix };

    /// <summary>[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+('s|...)?: llama.cpp sees no case in \p{Lu} and its like.</summary>
    public static readonly Pattern CaselessWord = new Run(new(LetterOrMark))
    {
        Prefix = WordPrefix,
        Suffix = AnyContraction,
    };

    /// <summary> ?[^\s\p{L}\p{N}]+[\r\n]*.</summary>
    public static readonly Pattern SpacedMarksToLineEnd = new Run(new(NotWord)) { Prefix = Space, Trailing = LineEnd };

    /// <summary> ?[^\s\p{L}\p{N}]+[\r\n/]*.</summary>
    public static readonly Pattern SpacedMarksToSlash = new Run(new(NotWord))
    {
        Prefix = Space,
        Trailing = LineEndOrSlash,
    };

    /// <summary> ?[^\s\p{L}\p{N}]+[\r\n/]?.</summary>
    public static readonly Pattern SpacedMarksAndOneBreak = new Run(new(NotWord))
    {
        Prefix = Space,
        Trailing = LineEndOrSlash,
        TrailingMaximum = 1,
    };

    /// <summary> ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*.</summary>
    public static readonly Pattern SpacedNeitherWordNorMark = new Run(new(NotWord & ~Mark))
    {
        Prefix = Space,
        Trailing = LineEnd,
    };

    /// <summary>[!"#...~][A-Za-z]+: one character of ASCII punctuation, then ASCII letters.</summary>
    public static readonly Pattern AsciiMarkedWord = new Run(new(None, "A-Za-z"))
    {
        Prefix = new(None, CharacterRanges.AsciiPunctuation),
        PrefixRequired = true,
    };

    /// <summary>[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+.</summary>
    public static readonly Pattern UnmarkedWord = new Run(new(LetterOrMark))
    {
        Prefix = new(All & ~(Letter | Punctuation | CodePointClass.Symbol), except: "\r\n"),
    };

    /// <summary> ?[\p{P}\p{S}]+[\r\n]*.</summary>
    public static readonly Pattern SpacedPunctuationAndSymbols = new Run(new(Punctuation | CodePointClass.Symbol))
    {
        Prefix = Space,
        Trailing = LineEnd,
    };

    /// <summary> ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+: how most vocabularies since Llama 3 end.</summary>
    public static Pattern[] MarksAndSpaces => [SpacedMarksToLineEnd, SpacesToLineBreak, SpacesThenText, Spaces];

    /// <summary> ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+: the same, with slashes kept at line ends.</summary>
    public static Pattern[] SlashedMarksAndSpaces => [SpacedMarksToSlash, SpacesToLineBreak, SpacesThenText, Spaces];

    /// <summary>[...]+ with explicit ranges.</summary>
    public static Pattern Ranges(string ranges) => new Run(new(None, ranges));

    /// <summary>\s?[...]+.</summary>
    public static Pattern AfterOneSpace(CodePointSet body) => new Run(body) { Prefix = AnySpace };

    /// <summary> ?[^(\s|.,!?...)]+.</summary>
    public static readonly Pattern SpacedSentencePart = new Run(
        new(All & ~WhiteSpace, except: CharacterRanges.SentenceMarks)
    )
    {
        Prefix = Space,
    };
}
