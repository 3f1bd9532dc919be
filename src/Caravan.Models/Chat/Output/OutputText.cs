// Text of a model that is not decided yet.
namespace Caravan.Models.Chat.Output;

/// <summary>A buffer of characters: appended at the end, removed at the front. Keeps its memory.</summary>
internal sealed class OutputText
{
    private char[] characters = new char[256];
    private int start;
    private int end;

    /// <summary>What has arrived and was not removed.</summary>
    public ReadOnlySpan<char> Span => characters.AsSpan(start, end - start);

    /// <summary>Characters in <see cref="Span"/>.</summary>
    public int Length => end - start;

    /// <summary>True when no more will arrive.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Adds text.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (end + text.Length > characters.Length)
        {
            char[] target =
                Length + text.Length > characters.Length / 2
                    ? new char[Math.Max(characters.Length, Length + text.Length) * 2]
                    : characters;
            Span.CopyTo(target);
            (characters, end, start) = (target, Length, 0);
        }

        text.CopyTo(characters.AsSpan(end));
        end += text.Length;
    }

    /// <summary>Removes characters at the front.</summary>
    public void Remove(int count)
    {
        start += count;
        if (start == end)
        {
            (start, end) = (0, 0);
        }
    }
}
