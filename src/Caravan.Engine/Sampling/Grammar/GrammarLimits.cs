// What a grammar may cost, since grammars come from users of a server.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Limits on grammars: with them a hostile one ends in an error instead of taking all memory or time.</summary>
internal static class GrammarLimits
{
    /// <summary>Longest grammar or schema, in characters.</summary>
    public const int TextLength = 1 << 20;

    /// <summary>Deepest nesting of groups or of schemas.</summary>
    public const int Depth = 128;

    /// <summary>Most rules.</summary>
    public const int Rules = 16384;

    /// <summary>Most nodes of the automaton.</summary>
    public const int Nodes = 1 << 20;

    /// <summary>Largest number in a repetition.</summary>
    public const int Repetitions = 1_000_000;

    /// <summary>Most parallel readings of one text that an ambiguous grammar may have.</summary>
    public const int Paths = 1024;

    /// <summary>Most steps of the automaton for one token (a few hundred milliseconds).</summary>
    public const int Work = 4_000_000;

    /// <summary>Longest trigger pattern, in characters.</summary>
    public const int PatternLength = 4096;

    /// <summary>Bytes of the text that trigger patterns see, counted from its end.</summary>
    public const int PatternText = 1 << 16;

    /// <summary>Tokens refused one after the other because a trigger pattern would begin a text that breaks the grammar.</summary>
    public const int RefusedTokens = 64;

    /// <summary>Longest time of one search for a trigger pattern.</summary>
    public static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes of states and masks kept for one grammar before they are forgotten.</summary>
    public const long CacheBytes = 24L << 20;

    /// <summary>Grammars kept compiled for one vocabulary.</summary>
    public const int KeptGrammars = 16;
}
