// Watches the text for reverse prompts.
using Caravan.Models.Tokenizers;

namespace Caravan.Cli.Running;

/// <summary>Says when the text ends in one of the texts at which generation stops.</summary>
internal sealed class StopTexts
{
    private readonly string[] texts;
    private readonly int[] tokens;
    private readonly int slack;
    private readonly char[] tail;
    private int length;

    /// <summary>Watches for <paramref name="texts"/>.</summary>
    /// <param name="texts">The reverse prompts.</param>
    /// <param name="tokenizer">Finds those that are one token, which may be one that is not printed.</param>
    /// <param name="slack">Characters that may follow: a token may hold the end of the text and something more.</param>
    internal StopTexts(IEnumerable<string> texts, Tokenizer tokenizer, int slack)
    {
        this.texts = [.. texts.Where(text => text.Length > 0)];
        this.slack = slack;
        tokens =
        [
            .. this
                .texts.Select(text => tokenizer.Encode(text, addSpecial: false, parseSpecial: true))
                .Where(ids => ids.Length == 1)
                .Select(ids => ids[0]),
        ];
        tail = new char[this.texts.Select(text => text.Length + slack).DefaultIfEmpty(0).Max()];
    }

    /// <summary>Adds what a token added to the text; true when the text now ends in one of the texts.</summary>
    internal bool Add(int token, ReadOnlySpan<char> text)
    {
        if (texts.Length == 0)
        {
            return false;
        }

        Append(text);
        return Array.IndexOf(tokens, token) >= 0 || Array.Exists(texts, EndsIn);
    }

    /// <summary>Forgets the text so far.</summary>
    internal void Clear() => length = 0;

    private void Append(ReadOnlySpan<char> text)
    {
        if (text.Length >= tail.Length)
        {
            text[^tail.Length..].CopyTo(tail);
            length = tail.Length;
            return;
        }

        int kept = Math.Min(length, tail.Length - text.Length);
        tail.AsSpan(length - kept, kept).CopyTo(tail);
        text.CopyTo(tail.AsSpan(kept));
        length = kept + text.Length;
    }

    private bool EndsIn(string text)
    {
        ReadOnlySpan<char> end = tail.AsSpan(0, length);
        int window = Math.Min(length, text.Length + slack);
        return end[^window..].IndexOf(text, StringComparison.Ordinal) >= 0;
    }
}
