// The classes of code points that pre-tokenizers tell apart.
namespace Caravan.Models.Tokenizers.Unicode;

/// <summary>What kind of character a code point is; exactly one bit for each code point, several in a set of classes.</summary>
[Flags]
internal enum CodePointClass : byte
{
    /// <summary>No code point: a position past the end of the text.</summary>
    None = 0,

    /// <summary>\p{L}.</summary>
    Letter = 1,

    /// <summary>\p{N}.</summary>
    Number = 2,

    /// <summary>\p{M}: accents and other combining marks.</summary>
    Mark = 4,

    /// <summary>\p{P}.</summary>
    Punctuation = 8,

    /// <summary>\p{S}.</summary>
    Symbol = 16,

    /// <summary>\s: separators, and the control characters that are white space.</summary>
    WhiteSpace = 32,

    /// <summary>Everything else: other control and format characters, private use, unassigned.</summary>
    Other = 64,

    /// <summary>Every code point.</summary>
    All = Letter | Number | Mark | Punctuation | Symbol | WhiteSpace | Other,
}
