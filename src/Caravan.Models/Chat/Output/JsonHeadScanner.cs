// Steps through the beginning of a JSON object.
namespace Caravan.Models.Chat.Output;

/// <summary>Takes what is expected; after a step that fails, <see cref="Missed"/> says whether more text could help.</summary>
internal ref struct JsonHeadScanner(ReadOnlySpan<char> text, bool isEnded)
{
    private readonly ReadOnlySpan<char> text = text;
    private readonly bool isEnded = isEnded;
    private int at;
    private bool isShort;

    /// <summary>What a step that failed tells of the text.</summary>
    public readonly HeadState Missed => isShort && !isEnded ? HeadState.Undecided : HeadState.Absent;

    /// <summary>Skips white space and returns the place behind it.</summary>
    public int SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Takes one character after white space.</summary>
    public bool Take(char expected)
    {
        if (!HasMore() || text[at] != expected)
        {
            return false;
        }

        at++;
        return true;
    }

    /// <summary>Takes a string without escapes after white space.</summary>
    public bool TakeString(out string value)
    {
        value = "";
        if (!Take('"'))
        {
            return false;
        }

        int end = text[at..].IndexOfAny('"', '\\');
        if (end < 0)
        {
            isShort = true;
            return false;
        }

        value = text.Slice(at, end).ToString();
        at += end + 1;
        return text[at - 1] == '"' && !value.Any(char.IsControl);
    }

    /// <summary>True when an object begins after white space: a brace, then a key or the other brace.</summary>
    public bool BeginsObject() => Take('{') && HasMore() && text[at] is '"' or '}';

    private bool HasMore()
    {
        SkipSpace();
        isShort = at == text.Length;
        return !isShort;
    }
}
