// Matches the endings of English contractions.
namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>'s|'t|'re|'ve|'m|'ll|'d, in lower case or in any (ASCII letters only, as in llama.cpp).</summary>
internal sealed class Contraction(bool ignoreCase) : Pattern
{
    private const int CaseBit = 0x20;

    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        if (text.CodePointAt(start) != '\'')
        {
            return 0;
        }

        int first = Fold(text.CodePointAt(start + 1));
        if (first is 's' or 't' or 'm' or 'd')
        {
            return 2;
        }

        int second = Fold(text.CodePointAt(start + 2));
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    private int Fold(int codePoint) => ignoreCase && codePoint is >= 'A' and <= 'Z' ? codePoint | CaseBit : codePoint;
}
