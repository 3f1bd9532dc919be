// Looks for one of several texts in text that arrives in pieces.
using System.Buffers;

namespace Caravan.Models.Chat.Output;

/// <summary>
/// The marks that mean something at one place of an output, such as tags or the texts at which it ends. Safe for threads.
/// </summary>
public sealed class MarkerSet
{
    private readonly string[] markers;
    private readonly SearchValues<string> search;

    /// <summary>A set of marks; where one begins with another, the longer one counts.</summary>
    /// <exception cref="ArgumentException">A mark is empty.</exception>
    public MarkerSet(params IEnumerable<string> markers)
    {
        this.markers = [.. markers.OrderByDescending(marker => marker.Length)];
        if (Array.Exists(this.markers, string.IsNullOrEmpty))
        {
            throw new ArgumentException("a mark is empty, expected at least one character", nameof(markers));
        }

        search = SearchValues.Create(this.markers, StringComparison.Ordinal);
    }

    /// <summary>Where the first mark stands, or -1.</summary>
    public int Find(ReadOnlySpan<char> text, out string marker)
    {
        int at = markers.Length == 0 ? -1 : text.IndexOfAny(search);
        marker = "";
        if (at >= 0)
        {
            foreach (string candidate in markers)
            {
                if (text[at..].StartsWith(candidate, StringComparison.Ordinal))
                {
                    marker = candidate;
                    break;
                }
            }
        }

        return at;
    }

    /// <summary>Characters at the end of <paramref name="text"/> with which a mark may begin.</summary>
    public int Undecided(ReadOnlySpan<char> text)
    {
        int longest = 0;
        foreach (string marker in markers)
        {
            int length = Math.Min(marker.Length - 1, text.Length);
            while (length > longest && !text.EndsWith(marker.AsSpan(0, length), StringComparison.Ordinal))
            {
                length--;
            }

            longest = Math.Max(longest, length);
        }

        return longest;
    }
}
