// A set of Unicode code points.
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>An immutable set of code points, surrogates left out, as ascending ranges that do not touch.</summary>
internal sealed class CharacterSet
{
    private const int Last = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private CharacterSet(IReadOnlyList<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>Every character.</summary>
    public static CharacterSet All { get; } = Of((0, Last));

    /// <summary>The ranges, both ends included.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    /// <summary>True when no character is in the set.</summary>
    public bool IsEmpty => Ranges.Count == 0;

    /// <summary>The set of the given ranges, which may overlap and come in any order.</summary>
    public static CharacterSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.SelectMany(WithoutSurrogates).Order())
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new CharacterSet(merged);
    }

    /// <summary>The characters of a text.</summary>
    public static CharacterSet OfText(string text) =>
        Of(text.EnumerateRunes().Select(rune => (rune.Value, rune.Value)));

    /// <summary>The characters of either set.</summary>
    public CharacterSet Union(CharacterSet other) => Of(Ranges.Concat(other.Ranges));

    /// <summary>All other characters.</summary>
    public CharacterSet Complement()
    {
        List<(int First, int Last)> gaps = [];
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            next = last + 1;
        }

        gaps.Add((next, Last));
        return Of(gaps.Where(gap => gap.First <= gap.Last));
    }

    /// <summary>The characters that are not in another set.</summary>
    public CharacterSet Except(CharacterSet other) => Complement().Union(other).Complement();

    /// <summary>The characters that are in another set too.</summary>
    public CharacterSet Intersect(CharacterSet other) => Except(other.Complement());

    /// <summary>True when the set has the character.</summary>
    public bool Contains(Rune character) =>
        Ranges.Any(range => range.First <= character.Value && character.Value <= range.Last);

    private static IEnumerable<(int First, int Last)> WithoutSurrogates((int First, int Last) range)
    {
        (int First, int Last) below = (range.First, Math.Min(range.Last, FirstSurrogate - 1));
        (int First, int Last) above = (Math.Max(range.First, LastSurrogate + 1), range.Last);
        return new[] { below, above }.Where(part => part.First <= part.Last);
    }
}
