// The texts of a vocabulary as a prefix tree.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// The texts of all tokens but control tokens, tokens that end generation and tokens without a text. Nodes lie in the
/// order of a walk that goes down first, so that a walk reads memory in one direction. Immutable.
/// </summary>
internal sealed class VocabularyTrie
{
    /// <summary>A tree of the tokens of a vocabulary.</summary>
    public VocabularyTrie(ISamplingVocabulary vocabulary)
    {
        Texts = new byte[vocabulary.Count][];
        List<int> order = [];
        for (int token = 0; token < vocabulary.Count; token++)
        {
            bool isText = !vocabulary.IsEndOfGeneration(token) && !vocabulary.IsControl(token);
            Texts[token] = isText ? vocabulary.GetText(token) : [];
            if (Texts[token].Length > 0)
            {
                order.Add(token);
            }
        }

        order.Sort((one, other) => Texts[one].AsSpan().SequenceCompareTo(Texts[other]));
        Tokens = [.. order];
        List<VocabularyTrieNode> nodes = [];
        List<int> way = [];
        for (int i = 0; i < Tokens.Length; i++)
        {
            ReadOnlySpan<byte> text = Texts[Tokens[i]];
            int shared = i == 0 ? 0 : text.CommonPrefixLength(Texts[Tokens[i - 1]]);
            for (; way.Count > shared; way.RemoveAt(way.Count - 1))
            {
                nodes[way[^1]] = nodes[way[^1]] with { End = nodes.Count };
            }

            for (int depth = shared; depth < text.Length; depth++)
            {
                way.Add(nodes.Count);
                nodes.Add(new VocabularyTrieNode(text[depth], depth, nodes.Count + 1, i, i));
            }

            nodes[way[^1]] = nodes[way[^1]] with { LastToken = i + 1 };
        }

        foreach (int node in way)
        {
            nodes[node] = nodes[node] with { End = nodes.Count };
        }

        Nodes = [.. nodes];
        Depth = Nodes.Length == 0 ? 0 : Nodes.Max(node => node.Depth) + 1;
    }

    /// <summary>The nodes, parents before children.</summary>
    public VocabularyTrieNode[] Nodes { get; }

    /// <summary>The tokens in the order of their texts.</summary>
    public int[] Tokens { get; }

    /// <summary>The text of each token; empty for those that are not in the tree.</summary>
    public byte[][] Texts { get; }

    /// <summary>Length of the longest text in bytes.</summary>
    public int Depth { get; }
}
