// A set of code points: classes, plus some ranges, less some others.
namespace Caravan.Models.Tokenizers.Unicode;

/// <summary>What stands between brackets in the pre-tokenizers' regular expressions.</summary>
internal sealed class CodePointSet
{
    private const int AsciiCount = 128;
    private readonly CodePointClass classes;
    private readonly CodePointRanges? also;
    private readonly CodePointRanges? except;
    private readonly bool[] ascii = new bool[AsciiCount];

    /// <summary>All of <paramref name="classes"/> and of the ranges <paramref name="also"/>, but not <paramref name="except"/>.</summary>
    public CodePointSet(CodePointClass classes, string? also = null, string? except = null)
    {
        this.classes = classes;
        this.also = also is null ? null : CodePointRanges.Parse(also);
        this.except = except is null ? null : CodePointRanges.Parse(except);
        for (int i = 0; i < AsciiCount; i++)
        {
            ascii[i] = InRanges(i, CodePointClasses.Of(i));
        }
    }

    /// <summary>True when the set holds <paramref name="codePoint"/>, whose class the caller already knows.</summary>
    public bool Contains(int codePoint, CodePointClass codePointClass)
    {
        if ((uint)codePoint < AsciiCount)
        {
            return ascii[codePoint];
        }

        // llama.cpp turns white space beyond ASCII into a vertical tab before it matches: a range never covers it.
        return codePointClass == CodePointClass.WhiteSpace
            ? classes.HasFlag(CodePointClass.WhiteSpace)
            : InRanges(codePoint, codePointClass);
    }

    private bool InRanges(int codePoint, CodePointClass codePointClass) =>
        ((classes & codePointClass) != 0 || (also is not null && also.Contains(codePoint)))
        && !(except is not null && except.Contains(codePoint));
}
