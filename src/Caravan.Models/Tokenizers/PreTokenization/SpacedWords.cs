// Matches words together with the single spaces between them.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression prefix?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+ of exaone-moe.</summary>
internal sealed class SpacedWords(CodePointSet prefix) : Pattern
{
    private const CodePointClass WordClasses = CodePointClass.Letter | CodePointClass.Mark;

    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        int first = text.IsIn(prefix, start) && text.ClassAt(start + 1) == CodePointClass.Letter ? start + 1 : start;
        if (text.ClassAt(first) != CodePointClass.Letter)
        {
            return 0;
        }

        int position = first + 1;
        while (true)
        {
            if ((text.ClassAt(position) & WordClasses) != 0)
            {
                position++;
            }
            else if (text.CodePointAt(position) == ' ' && text.ClassAt(position + 1) == CodePointClass.Letter)
            {
                position += 2;
            }
            else
            {
                return position - start;
            }
        }
    }
}
