// Finds one text in another in bounded time.
namespace Caravan.Models.Chat.Jinja;

/// <summary>Search that looks at the clock where long patterns make it slow.</summary>
internal static class TextSearch
{
    private const int WorkBetweenClockReads = 1 << 24;

    /// <summary>Offset of <paramref name="part"/> from <paramref name="start"/> on, or -1.</summary>
    public static int Find(RenderState state, string text, string part, int start)
    {
        int window = Math.Max(1, WorkBetweenClockReads / Math.Max(1, part.Length));
        for (int at = start; at <= text.Length - part.Length; at += window)
        {
            int length = (int)Math.Min(text.Length - at, (long)window + part.Length - 1);
            int found = text.AsSpan(at, length).IndexOf(part, StringComparison.Ordinal);
            if (found >= 0)
            {
                state.Read(found);
                return at + found;
            }

            state.Read(length);
            state.CheckTime();
        }

        return -1;
    }

    /// <summary>Pieces of <paramref name="text"/> between occurrences of <paramref name="separator"/>, at most <paramref name="maximum"/> cuts.</summary>
    public static List<string> Split(RenderState state, string text, string separator, long maximum)
    {
        List<string> pieces = [];
        int start = 0;
        while (pieces.Count < maximum && Find(state, text, separator, start) is var found and >= 0)
        {
            state.MakeText(found - start);
            pieces.Add(text[start..found]);
            start = found + separator.Length;
        }

        state.MakeText(text.Length - start);
        pieces.Add(text[start..]);
        return pieces;
    }
}
