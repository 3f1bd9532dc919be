// Finds stop strings in text that arrives in pieces.
namespace Caravan.Engine.Batching;

/// <summary>Holds text back while it may be the beginning of a stop string.</summary>
public sealed class StopMatcher
{
    private readonly string[] stops;
    private char[] held = new char[64];
    private int count;

    /// <summary>Watches for <paramref name="stops"/>.</summary>
    /// <exception cref="ArgumentException">A stop string is empty.</exception>
    public StopMatcher(IReadOnlyList<string> stops)
    {
        this.stops = [.. stops];
        if (Array.Exists(this.stops, string.IsNullOrEmpty))
        {
            throw new ArgumentException("a stop string is empty, expected at least one character", nameof(stops));
        }
    }

    /// <summary>The stop string that has been found, the one that begins first; what follows is dropped.</summary>
    public string? Found { get; private set; }

    /// <summary>True when a stop string has been found.</summary>
    public bool IsStopped => Found is not null;

    /// <summary>Adds text and returns what is certain.</summary>
    public string Append(ReadOnlySpan<char> text)
    {
        if (count + text.Length > held.Length)
        {
            Array.Resize(ref held, Math.Max(held.Length * 2, count + text.Length));
        }

        text.CopyTo(held.AsSpan(count));
        count += text.Length;
        ReadOnlySpan<char> all = held.AsSpan(0, count);
        int end = count;
        foreach (string stop in stops)
        {
            int at = all.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (Found is null || at < end))
            {
                Found = stop;
                end = at;
            }
        }

        return Release(IsStopped ? end : count - Undecided(all), IsStopped);
    }

    /// <summary>What was held back, when the text has ended.</summary>
    public string Flush() => Release(count, drop: true);

    // Characters at the end with which a stop string begins.
    private int Undecided(ReadOnlySpan<char> text)
    {
        int longest = 0;
        foreach (string stop in stops)
        {
            int length = Math.Min(stop.Length - 1, text.Length);
            while (length > longest && !text.EndsWith(stop.AsSpan(0, length), StringComparison.Ordinal))
            {
                length--;
            }

            longest = Math.Max(longest, length);
        }

        return longest;
    }

    private string Release(int length, bool drop)
    {
        string text = length == 0 ? "" : new string(held, 0, length);
        int rest = drop ? 0 : count - length;
        held.AsSpan(length, rest).CopyTo(held);
        count = rest;
        return text;
    }
}
