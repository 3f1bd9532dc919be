// Matches white space up to the last line break in it.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression \s*[\r\n]+ (and \s*[\r\n], which ends at the same place).</summary>
internal sealed class LineBreaks : Pattern
{
    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        // Past the first white space of a run another pattern has matched there, so that no line break follows: without
        // this, long runs that are cut in pieces would be searched to their end for every piece.
        if (text.ClassAt(start - 1) == CodePointClass.WhiteSpace && text.CodePointAt(start - 1) is not ('\r' or '\n'))
        {
            return 0;
        }

        int length = 0;
        for (int position = start; text.ClassAt(position) == CodePointClass.WhiteSpace; position++)
        {
            length = text.CodePointAt(position) is '\r' or '\n' ? position + 1 - start : length;
        }

        return length;
    }
}
