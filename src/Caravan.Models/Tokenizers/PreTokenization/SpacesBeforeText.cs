// Matches white space but leaves its last character to the word that follows.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression \s+(?!\S).</summary>
internal sealed class SpacesBeforeText(CodePointSet whiteSpace) : Pattern
{
    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        int length = text.CountWhile(whiteSpace, start);
        return start + length == text.Length ? length : Math.Max(length - 1, 0);
    }
}
