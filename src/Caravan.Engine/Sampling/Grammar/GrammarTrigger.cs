// Looks for the texts and tokens at which a lazy grammar begins.
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>The triggers of one sequence and the last bytes of its text, in which a trigger may have begun.</summary>
internal sealed class GrammarTrigger
{
    private readonly byte[][] words;
    private readonly Dictionary<int, byte[]> tokens;
    private readonly int longest;
    private byte[] text = [];
    private int length;

    /// <summary>The triggers of a constraint.</summary>
    public GrammarTrigger(GrammarConstraint constraint, ISamplingVocabulary vocabulary)
    {
        words = [.. constraint.TriggerWords.Where(word => word.Length > 0).Select(Encoding.UTF8.GetBytes)];
        tokens = constraint.TriggerTokens.Distinct().ToDictionary(token => token, vocabulary.GetText);
        longest = words.Length == 0 ? 1 : words.Max(word => word.Length);
        text = new byte[longest + 64];
    }

    private GrammarTrigger(GrammarTrigger other)
    {
        words = other.words;
        tokens = other.tokens;
        longest = other.longest;
        text = [.. other.text];
        length = other.length;
    }

    /// <summary>The last bytes of the text.</summary>
    public ReadOnlySpan<byte> Tail => text.AsSpan(0, length);

    /// <summary>A copy at the same place.</summary>
    public GrammarTrigger Clone() => new(this);

    /// <summary>True when the grammar begins with this token.</summary>
    public bool IsToken(int token) => tokens.ContainsKey(token);

    /// <summary>The text of a trigger token.</summary>
    public ReadOnlySpan<byte> TokenText(int token) => tokens[token];

    /// <summary>What follows from the beginning of the first trigger on, if more text completes one; else nothing.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> more)
    {
        if (text.Length < length + more.Length)
        {
            Array.Resize(ref text, 2 * (length + more.Length));
        }

        more.CopyTo(text.AsSpan(length));
        ReadOnlySpan<byte> all = text.AsSpan(0, length + more.Length);
        int first = -1;
        foreach (byte[] word in words)
        {
            int found = all.IndexOf(word);
            first = found >= 0 && (first < 0 || found < first) ? found : first;
        }

        return first < 0 ? [] : all[first..];
    }

    /// <summary>Takes a token into the text; true when the grammar has begun with it.</summary>
    public bool Accept(int token, ReadOnlySpan<byte> more)
    {
        if (IsToken(token) || !Find(more).IsEmpty)
        {
            length = 0;
            return true;
        }

        int all = length + more.Length;
        int kept = Math.Min(all, longest - 1);
        text.AsSpan(all - kept, kept).CopyTo(text);
        length = kept;
        return false;
    }

    /// <summary>Takes up the last bytes of a text.</summary>
    public void SetTail(ReadOnlySpan<byte> tail)
    {
        text = new byte[Math.Max(text.Length, tail.Length)];
        tail.CopyTo(text);
        length = tail.Length;
    }

    /// <summary>Forgets the text.</summary>
    public void Clear() => length = 0;
}
