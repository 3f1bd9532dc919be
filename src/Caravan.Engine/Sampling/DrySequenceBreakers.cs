// The token sequences at which DRY stops looking for repetitions.
using System.Text;

namespace Caravan.Engine.Sampling;

/// <summary>
/// Sequence breakers as token sequences: a head token and what must follow it. A breaker's text may begin inside a token
/// and go on in the next ones, so each token that contains it, or ends with its beginning, is a head.
/// </summary>
public sealed class DrySequenceBreakers
{
    /// <summary>The longest breaker in bytes; the rest is cut off. llama.cpp's limit.</summary>
    public const int MaxBytes = 40;

    /// <summary>The most tokens that may have to follow the head; the rest is cut off. llama.cpp's limit.</summary>
    public const int MaxTailTokens = 20;

    private readonly Dictionary<int, List<int[]>> _tails = [];

    private DrySequenceBreakers() { }

    /// <summary>No breakers.</summary>
    public static DrySequenceBreakers None { get; } = new();

    /// <summary>Breakers given as token sequences; empty ones are left out.</summary>
    public static DrySequenceBreakers FromTokens(IEnumerable<int[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        DrySequenceBreakers breakers = new();
        foreach (int[] sequence in sequences)
        {
            if (sequence.Length > 0)
            {
                breakers.Add(sequence[0], sequence[1..]);
            }
        }

        return breakers;
    }

    /// <summary>Finds the token sequences of breakers given as text; empty ones are left out.</summary>
    public static DrySequenceBreakers FromTexts(IEnumerable<string> texts, ISamplingVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(vocabulary);
        List<byte[]> encoded = [];
        foreach (string text in texts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length > 0)
            {
                encoded.Add(bytes.Length > MaxBytes ? bytes[..MaxBytes] : bytes);
            }
        }

        DrySequenceBreakers breakers = new();
        List<int[]?[]> tails = encoded.ConvertAll(text => new int[]?[text.Length]);
        for (int token = 0; encoded.Count > 0 && token < vocabulary.Count; token++)
        {
            byte[] piece = vocabulary.GetText(token);
            for (int i = 0; i < encoded.Count; i++)
            {
                breakers.AddOverlaps(token, piece, encoded[i], tails[i], vocabulary);
            }
        }

        return breakers;
    }

    /// <summary>True when the token alone is a breaker.</summary>
    public bool IsSingleToken(int token)
    {
        if (_tails.TryGetValue(token, out List<int[]>? tails))
        {
            foreach (int[] tail in tails)
            {
                if (tail.Length == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The length without its head of the longest breaker whose head is <paramref name="back"/> places before the last
    /// token; -1 when none begins there.
    /// </summary>
    internal int LongestTailAt(TokenWindow window, int back)
    {
        int longest = -1;
        if (_tails.TryGetValue(window.FromEnd(back), out List<int[]>? tails))
        {
            foreach (int[] tail in tails)
            {
                if (tail.Length > longest && tail.Length <= back && Follows(window, back, tail))
                {
                    longest = tail.Length;
                }
            }
        }

        return longest;
    }

    private static bool Follows(TokenWindow window, int back, int[] tail)
    {
        for (int i = 0; i < tail.Length; i++)
        {
            if (window.FromEnd(back - 1 - i) != tail[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="token">The token.</param>
    /// <param name="piece">The token's bytes.</param>
    /// <param name="text">The breaker's bytes.</param>
    /// <param name="tails">The tokens of the rest of the breaker after its first i bytes, filled in on demand.</param>
    /// <param name="vocabulary">Tokenizes the rests.</param>
    private void AddOverlaps(int token, byte[] piece, byte[] text, int[]?[] tails, ISamplingVocabulary vocabulary)
    {
        if (piece.AsSpan().IndexOf(text) >= 0)
        {
            Add(token, []);
            return;
        }

        for (int overlap = Math.Min(piece.Length, text.Length - 1); overlap > 0; overlap--)
        {
            if (piece.AsSpan().EndsWith(text.AsSpan(0, overlap)))
            {
                int[] tail = tails[overlap] ??= vocabulary.Tokenize(text.AsSpan(overlap));
                Add(token, tail.Length > MaxTailTokens ? tail[..MaxTailTokens] : tail);
            }
        }
    }

    private void Add(int head, int[] tail)
    {
        if (!_tails.TryGetValue(head, out List<int[]>? tails))
        {
            _tails[head] = tails = [];
        }

        if (!tails.Exists(known => known.AsSpan().SequenceEqual(tail)))
        {
            tails.Add(tail);
        }
    }
}
