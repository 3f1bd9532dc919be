// Looks for the texts, patterns and tokens at which a lazy grammar begins.
using System.Collections.Immutable;
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>The triggers of one sequence and the last bytes of its text, in which a trigger may have begun.</summary>
internal sealed class GrammarTrigger
{
    private readonly byte[][] words;
    private readonly ImmutableArray<TriggerPattern> patterns;
    private readonly Dictionary<int, byte[]> tokens;
    private readonly int window;
    private byte[] text;
    private char[] characters = [];
    private int length;

    /// <summary>The triggers of a constraint.</summary>
    public GrammarTrigger(GrammarConstraint constraint, ISamplingVocabulary vocabulary)
    {
        words = [.. constraint.TriggerWords.Where(word => word.Length > 0).Select(Encoding.UTF8.GetBytes)];
        patterns = constraint.TriggerPatterns;
        tokens = constraint.TriggerTokens.Distinct().ToDictionary(token => token, vocabulary.GetText);
        int longest = words.Length == 0 ? 1 : words.Max(word => word.Length);
        window = patterns.IsEmpty ? longest - 1 : GrammarLimits.PatternText;
        text = new byte[longest + 64];
    }

    private GrammarTrigger(GrammarTrigger other)
    {
        words = other.words;
        patterns = other.patterns;
        tokens = other.tokens;
        window = other.window;
        text = [.. other.text];
        length = other.length;
        IsCut = other.IsCut;
    }

    /// <summary>The last bytes of the text.</summary>
    public ReadOnlySpan<byte> Tail => text.AsSpan(0, length);

    /// <summary>True when there is text before the tail, which no longer counts.</summary>
    public bool IsCut { get; private set; }

    /// <summary>A copy at the same place.</summary>
    public GrammarTrigger Clone() => new(this);

    /// <summary>True when the grammar begins with this token.</summary>
    public bool IsToken(int token) => tokens.ContainsKey(token);

    /// <summary>The text of a trigger token.</summary>
    public ReadOnlySpan<byte> TokenText(int token) => tokens[token];

    /// <summary>What follows from the beginning of the first word on, if more text completes one; else nothing.</summary>
    public ReadOnlySpan<byte> FindWord(ReadOnlySpan<byte> more)
    {
        ReadOnlySpan<byte> all = With(more);
        int first = -1;
        foreach (byte[] word in words)
        {
            int found = all.IndexOf(word);
            first = found >= 0 && (first < 0 || found < first) ? found : first;
        }

        return first < 0 ? [] : all[first..];
    }

    /// <summary>What a word or else a pattern that more text completes makes the text of the grammar; else nothing.</summary>
    /// <exception cref="GrammarException">A pattern takes too long.</exception>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> more)
    {
        ReadOnlySpan<byte> found = FindWord(more);
        if (!found.IsEmpty || patterns.IsEmpty || more.IsEmpty)
        {
            return found;
        }

        ReadOnlySpan<byte> all = With(more);
        if (characters.Length < all.Length)
        {
            characters = new char[text.Length];
        }

        Span<char> seen = characters.AsSpan(0, Encoding.Latin1.GetChars(all, characters));
        foreach (TriggerPattern pattern in patterns)
        {
            // The first byte of a cut text is no beginning: what stands for it must not match there.
            int start = pattern.Find(seen, IsCut ? 1 : 0);
            if (start >= 0 && start < all.Length)
            {
                return all[start..];
            }
        }

        return [];
    }

    /// <summary>Takes a token into the text; true when the grammar has begun with it.</summary>
    public bool Accept(int token, ReadOnlySpan<byte> more)
    {
        if (IsToken(token) || !Find(more).IsEmpty)
        {
            Clear();
            return true;
        }

        int all = length + more.Length;
        int kept = Math.Min(all, window);
        IsCut |= kept < all;
        text.AsSpan(all - kept, kept).CopyTo(text);
        length = kept;
        return false;
    }

    /// <summary>Takes up the last bytes of a text.</summary>
    public void SetTail(ReadOnlySpan<byte> tail, bool isCut)
    {
        text = new byte[Math.Max(text.Length, tail.Length)];
        tail.CopyTo(text);
        length = tail.Length;
        IsCut = isCut;
    }

    /// <summary>Forgets the text.</summary>
    public void Clear() => (length, IsCut) = (0, false);

    // The text and what may come next, until the next call.
    private ReadOnlySpan<byte> With(ReadOnlySpan<byte> more)
    {
        if (text.Length < length + more.Length)
        {
            Array.Resize(ref text, 2 * (length + more.Length));
        }

        more.CopyTo(text.AsSpan(length));
        return text.AsSpan(0, length + more.Length);
    }
}
