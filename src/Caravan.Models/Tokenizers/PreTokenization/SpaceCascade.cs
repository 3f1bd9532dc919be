// Matches white space in lengths that are powers of two.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>The regular expression \s{512}(?!\S)|\s{256}(?!\S)|...|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1} of jais-2.</summary>
internal sealed class SpaceCascade(CodePointSet whiteSpace) : Pattern
{
    private const int Longest = 512;

    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        int length = text.CountWhile(whiteSpace, start, Longest + 1);
        int usable = start + length == text.Length ? length : length - 1;
        for (int size = Longest; size > 1; size /= 2)
        {
            if (usable >= size)
            {
                return size;
            }
        }

        return Math.Min(length, 1);
    }
}
