// Ranges of code points written as in a regular expression's brackets.

namespace Caravan.Models.Tokenizers.Unicode;

/// <summary>A list of inclusive ranges such as "A-Za-zµ"; a hyphen that is meant itself comes first.</summary>
internal sealed class CodePointRanges
{
    private readonly (int First, int Last)[] ranges;

    private CodePointRanges((int First, int Last)[] ranges) => this.ranges = ranges;

    /// <summary>Reads ranges from text.</summary>
    public static CodePointRanges Parse(string text)
    {
        List<(int First, int Last)> ranges = [];
        int[] runes = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        for (int i = 0; i < runes.Length; i++)
        {
            bool isRange = i + 2 < runes.Length && runes[i + 1] == '-';
            ranges.Add((runes[i], isRange ? runes[i + 2] : runes[i]));
            i += isRange ? 2 : 0;
        }

        ranges.Sort();
        return new CodePointRanges([.. ranges]);
    }

    /// <summary>True when one of the ranges covers <paramref name="codePoint"/>.</summary>
    public bool Contains(int codePoint)
    {
        foreach ((int first, int last) in ranges)
        {
            if (codePoint < first)
            {
                return false;
            }

            if (codePoint <= last)
            {
                return true;
            }
        }

        return false;
    }
}
