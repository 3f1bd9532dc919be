// Matches a run between two fixed texts.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression opening body{1,maximum} closing, where the closing text is no part of the body's set.</summary>
internal sealed class Enclosed(string opening, CodePointSet body, int maximum, string closing) : Pattern
{
    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        if (!StartsWith(text, start, opening))
        {
            return 0;
        }

        int length = text.CountWhile(body, start + opening.Length, maximum);
        int end = start + opening.Length + length;
        return length > 0 && StartsWith(text, end, closing) ? end + closing.Length - start : 0;
    }

    private static bool StartsWith(in ClassifiedText text, int start, string literal)
    {
        for (int i = 0; i < literal.Length; i++)
        {
            if (text.CodePointAt(start + i) != literal[i])
            {
                return false;
            }
        }

        return true;
    }
}
