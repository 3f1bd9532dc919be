// A piece of text as code points together with their classes.
using Caravan.Models.Tokenizers.Unicode;

namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>What patterns match against: both spans have the same length.</summary>
internal readonly ref struct ClassifiedText(ReadOnlySpan<int> codePoints, ReadOnlySpan<CodePointClass> classes)
{
    private readonly ReadOnlySpan<int> codePoints = codePoints;
    private readonly ReadOnlySpan<CodePointClass> classes = classes;

    /// <summary>Number of code points.</summary>
    public int Length => codePoints.Length;

    /// <summary>The code point at <paramref name="position"/>, or -1 past the end.</summary>
    public int CodePointAt(int position) => (uint)position < (uint)codePoints.Length ? codePoints[position] : -1;

    /// <summary>The class at <paramref name="position"/>, or <see cref="CodePointClass.None"/> past the end.</summary>
    public CodePointClass ClassAt(int position) =>
        (uint)position < (uint)classes.Length ? classes[position] : CodePointClass.None;

    /// <summary>True when there is a code point at <paramref name="position"/> and <paramref name="set"/> holds it.</summary>
    public bool IsIn(CodePointSet set, int position) =>
        (uint)position < (uint)codePoints.Length && set.Contains(codePoints[position], classes[position]);

    /// <summary>How many code points from <paramref name="start"/> on are in <paramref name="set"/>, at most <paramref name="limit"/>.</summary>
    public int CountWhile(CodePointSet set, int start, int limit = int.MaxValue)
    {
        int end = (int)Math.Min((long)start + limit, codePoints.Length);
        int position = start;
        while (position < end && set.Contains(codePoints[position], classes[position]))
        {
            position++;
        }

        return position - start;
    }

    /// <summary>Part of the text.</summary>
    public ClassifiedText Slice(int start, int length) =>
        new(codePoints.Slice(start, length), classes.Slice(start, length));
}
