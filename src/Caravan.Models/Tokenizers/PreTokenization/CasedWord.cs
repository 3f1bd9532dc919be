// Matches a word whose capitals come first.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>
/// The regular expression prefix?(U*W+|U+W*)suffix?, where U is any letter but a-z and W any letter but A-Z: as
/// llama.cpp has it, letters beyond ASCII count as both.
/// </summary>
internal sealed class CasedWord(CodePointClass letters, CodePointSet prefix, Pattern? suffix) : Pattern
{
    private readonly CodePointSet notLower = new(letters, except: "a-z");
    private readonly CodePointSet notUpper = new(letters, except: "A-Z");

    /// <inheritdoc/>
    public override int Match(in ClassifiedText text, int start)
    {
        bool hasPrefix = text.IsIn(prefix, start);
        int length = hasPrefix ? OneMore(EndsLower(text, start + 1)) : 0;
        length = length > 0 ? length : EndsLower(text, start);
        length = length == 0 && hasPrefix ? OneMore(StartsUpper(text, start + 1)) : length;
        length = length > 0 ? length : StartsUpper(text, start);
        return length > 0 && suffix is not null ? length + suffix.Match(text, start + length) : length;
    }

    private static int OneMore(int length) => length > 0 ? length + 1 : 0;

    private int EndsLower(in ClassifiedText text, int start)
    {
        int upper = text.CountWhile(notLower, start);
        int lower = text.CountWhile(notUpper, start + upper);
        if (lower > 0)
        {
            return upper + lower;
        }

        // W+ takes back the last letter that U* took and that W allows; what follows that letter is A-Z.
        while (upper > 0 && !text.IsIn(notUpper, start + upper - 1))
        {
            upper--;
        }

        return upper;
    }

    private int StartsUpper(in ClassifiedText text, int start)
    {
        int upper = text.CountWhile(notLower, start);
        return upper == 0 ? 0 : upper + text.CountWhile(notUpper, start + upper);
    }
}
