// Finds stop strings in text that arrives in pieces.
using Caravan.Models.Chat.Output;

namespace Caravan.Engine.Batching;

/// <summary>Holds text back while it may be the beginning of a stop string.</summary>
public sealed class StopMatcher
{
    private readonly MarkerSet stops;
    private char[] held = new char[64];
    private int count;

    /// <summary>Watches for <paramref name="stops"/>.</summary>
    /// <exception cref="ArgumentException">A stop string is empty.</exception>
    public StopMatcher(IReadOnlyList<string> stops) => this.stops = new MarkerSet(stops);

    /// <summary>The stop string that has been found, the one that begins first; what follows is dropped.</summary>
    public string? Found { get; private set; }

    /// <summary>True when a stop string has been found.</summary>
    public bool IsStopped => Found is not null;

    /// <summary>Adds text and returns what is certain.</summary>
    public string Append(ReadOnlySpan<char> text)
    {
        if (IsStopped)
        {
            return "";
        }

        if (count + text.Length > held.Length)
        {
            Array.Resize(ref held, Math.Max(held.Length * 2, count + text.Length));
        }

        text.CopyTo(held.AsSpan(count));
        count += text.Length;
        ReadOnlySpan<char> all = held.AsSpan(0, count);
        int end = stops.Find(all, out string stop);
        if (end < 0)
        {
            return Release(count - stops.Undecided(all), drop: false);
        }

        Found = stop;
        return Release(end, drop: true);
    }

    /// <summary>What was held back, when the text has ended.</summary>
    public string Flush() => Release(count, drop: true);

    private string Release(int length, bool drop)
    {
        string text = length == 0 ? "" : new string(held, 0, length);
        int rest = drop ? 0 : count - length;
        held.AsSpan(length, rest).CopyTo(held);
        count = rest;
        return text;
    }
}
