// Matches white space up to the last line break in it.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression \s*[\r\n]+ (and \s*[\r\n], which ends at the same place).</summary>
internal sealed class LineBreaks : Pattern
{
    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        int length = 0;
        for (int position = start; text.ClassAt(position) == CodePointClass.WhiteSpace; position++)
        {
            length = text.CodePointAt(position) is '\r' or '\n' ? position + 1 - start : length;
        }

        return length;
    }
}
