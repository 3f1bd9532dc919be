// One alternative of a pre-tokenizer's regular expression, as a hand-written matcher.
namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>
/// Matches at one position, with the outcome a backtracking regular expression would have. Written by hand because
/// .NET's regular expressions work on UTF-16 units, where a letter beyond U+FFFF is no letter.
/// </summary>
internal abstract class Pattern
{
    /// <summary>
    /// Number of code points matched from <paramref name="start"/> on; 0 for no match; -n when there is no match at
    /// any of the n positions from <paramref name="start"/> on.
    /// </summary>
    public abstract int Match(in ClassifiedText text, int start);
}
