// Matches the white space that ends a text.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression \s+$.</summary>
internal sealed class SpacesAtEnd(CodePointSet whiteSpace) : Pattern
{
    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        int length = text.CountWhile(whiteSpace, start);
        return start + length == text.Length ? length : -length;
    }
}
