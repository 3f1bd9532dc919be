// Cuts special tokens out of text.
using System.Buffers;

namespace Caravan.Models.Tokenizers;

/// <summary>
/// Finds the texts of special tokens as llama.cpp does: the longest token first through the whole text, then the next in
/// what is left. A pass with a prefix tree finds the tokens that occur at all, so that a prompt is not searched for
/// hundreds that do not.
/// </summary>
internal sealed class SpecialTokenSplitter
{
    private readonly Vocabulary vocabulary;
    private readonly int[] ordered;
    private readonly ByteTrie trie = new();
    private readonly SearchValues<byte> firstBytes;

    /// <summary>A splitter for <paramref name="tokens"/>.</summary>
    public SpecialTokenSplitter(Vocabulary vocabulary, IEnumerable<int> tokens)
    {
        this.vocabulary = vocabulary;
        ordered = [.. tokens.OrderByDescending(id => vocabulary.TextBytes(id).Length).ThenBy(id => id)];
        for (int i = 0; i < ordered.Length; i++)
        {
            trie.Add(vocabulary.TextBytes(ordered[i]), i);
        }

        firstBytes = SearchValues.Create([.. ordered.Select(id => vocabulary.TextBytes(id)[0]).Distinct()]);
    }

    /// <summary>Fragments of <paramref name="text"/> in order; none of them is empty.</summary>
    public List<TextFragment> Split(ReadOnlySpan<byte> text)
    {
        List<TextFragment> fragments = [];
        if (!text.IsEmpty)
        {
            fragments.Add(new TextFragment(0, text.Length, null));
        }

        foreach (int order in FindOccurring(text))
        {
            fragments = CutOut(ordered[order], text, fragments);
        }

        return fragments;
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    private SortedSet<int> FindOccurring(ReadOnlySpan<byte> text)
    {
        SortedSet<int> occurring = [];
        int start = 0;
        while (true)
        {
            int distance = text[start..].IndexOfAny(firstBytes);
            if (distance < 0)
            {
                return occurring;
            }

            start += distance;
            int node = ByteTrie.Root;
            for (int at = start; at < text.Length && trie.TryStep(ref node, text[at]); at++)
            {
                if (trie.TryGetValue(node, out int order))
                {
                    occurring.Add(order);
                }
            }

            start++;
        }
    }

    private List<TextFragment> CutOut(int token, ReadOnlySpan<byte> text, List<TextFragment> fragments)
    {
        ReadOnlySpan<byte> wanted = vocabulary.TextBytes(token);
        TokenAttributes attributes = vocabulary.Attributes(token);
        List<TextFragment> result = new(fragments.Count + 2);
        foreach (TextFragment fragment in fragments)
        {
            int start = fragment.Start;
            while (fragment.Token is null && text[start..fragment.End].IndexOf(wanted) is >= 0 and int distance)
            {
                int left = start + distance;
                int right = left + wanted.Length;
                while (attributes.HasFlag(TokenAttributes.LeftStrip) && left > start && IsSpace(text[left - 1]))
                {
                    left--;
                }

                while (attributes.HasFlag(TokenAttributes.RightStrip) && right < fragment.End && IsSpace(text[right]))
                {
                    right++;
                }

                AddText(start, left, result);
                result.Add(new TextFragment(left, right, token));
                start = right;
            }

            if (fragment.Token is null)
            {
                AddText(start, fragment.End, result);
            }
            else
            {
                result.Add(fragment);
            }
        }

        return result;
    }

    private static void AddText(int start, int end, List<TextFragment> fragments)
    {
        if (end > start)
        {
            fragments.Add(new TextFragment(start, end, null));
        }
    }
}
