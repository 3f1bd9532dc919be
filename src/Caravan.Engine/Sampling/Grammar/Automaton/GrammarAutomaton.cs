// A grammar over a vocabulary: which tokens may come next, and what comes after them.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// A grammar's automaton, whose states are made when a text first comes to them. Safe for threads: sequences with the
/// same grammar share what it has learned.
/// </summary>
internal sealed class GrammarAutomaton
{
    private readonly Lock gate = new();
    private readonly GrammarProgram program;
    private readonly GrammarVocabulary vocabulary;
    private readonly GrammarStates states;
    private readonly GrammarState[] way;
    private readonly ulong[] bits;

    /// <summary>An automaton that has learned nothing yet.</summary>
    public GrammarAutomaton(GrammarProgram program, GrammarVocabulary vocabulary)
    {
        this.program = program;
        this.vocabulary = vocabulary;
        states = new GrammarStates(program);
        way = new GrammarState[vocabulary.Trie.Depth + 1];
        bits = new ulong[(vocabulary.Count + 63) / 64];
    }

    /// <summary>The state of the empty text.</summary>
    public GrammarState Start()
    {
        lock (gate)
        {
            return states.Start();
        }
    }

    /// <summary>The state after a token; a dead one where the token is not allowed.</summary>
    /// <exception cref="GrammarException">The grammar is so ambiguous that this takes too long.</exception>
    public GrammarState After(GrammarState state, int token)
    {
        lock (gate)
        {
            state = Prepare(state);
            if ((uint)token >= (uint)vocabulary.Count)
            {
                return states.Dead;
            }

            if (vocabulary.IsEnd[token])
            {
                return state.MayEnd ? states.Complete : states.Dead;
            }

            ulong nodes = TokenNodes(state, token);
            byte[] text = vocabulary.Trie.Texts[token];
            GrammarState after = text.Length == 0 ? states.Dead : Walk(state, text);
            return nodes == 0 ? after : states.Either(after, states.AfterToken(state, nodes));
        }
    }

    /// <summary>The state after bytes; a dead one where they are not allowed.</summary>
    /// <exception cref="GrammarException">The grammar is so ambiguous that this takes too long.</exception>
    public GrammarState After(GrammarState state, ReadOnlySpan<byte> text)
    {
        lock (gate)
        {
            return Walk(Prepare(state), text);
        }
    }

    /// <summary>The tokens that are allowed in a state.</summary>
    /// <exception cref="GrammarException">The grammar is so ambiguous that this takes too long.</exception>
    public TokenMask Mask(GrammarState state)
    {
        lock (gate)
        {
            if (state.Mask is null)
            {
                state = Prepare(state);
                state.Mask = FindMask(state);
                states.Count(state.Mask.Bytes);
            }

            return state.Mask;
        }
    }

    /// <summary>A state of given readings, as they were saved.</summary>
    public GrammarState Of(IReadOnlyList<(int Node, IReadOnlyList<(int Node, int Count)> Frames)> paths, bool mayEnd)
    {
        lock (gate)
        {
            return states.Of(paths, mayEnd);
        }
    }

    private GrammarState Prepare(GrammarState state)
    {
        states.Work = GrammarLimits.Work;
        if (states.IsFull)
        {
            states.Forget();
        }

        return states.Renewed(state);
    }

    private GrammarState Walk(GrammarState state, ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            state = states.After(state, value);
        }

        return state;
    }

    /// <summary>Which of the state's Token nodes read a token, a bit each.</summary>
    private ulong TokenNodes(GrammarState state, int token)
    {
        ulong nodes = 0;
        int bit = 0;
        foreach (GrammarPath path in state.Paths)
        {
            GrammarNode node = program.Nodes[path.Node];
            if (node.Kind == GrammarNodeKind.Token)
            {
                nodes |= bit < 64 && (node.Second == token) != (node.Least == 1) ? 1UL << bit : 0;
                bit++;
            }
        }

        return nodes;
    }

    /// <summary>One walk through the tree of texts, which leaves out what lies below a refused byte.</summary>
    private TokenMask FindMask(GrammarState state)
    {
        Array.Clear(bits);
        VocabularyTrieNode[] nodes = vocabulary.Trie.Nodes;
        int[] tokens = vocabulary.Trie.Tokens;
        GrammarState[] along = way;
        along[0] = state;
        int i = 0;
        while (i < nodes.Length)
        {
            ref readonly VocabularyTrieNode node = ref nodes[i];
            GrammarState next = states.After(along[node.Depth], node.Value);
            if (next.IsDead)
            {
                i = node.End;
                continue;
            }

            along[node.Depth + 1] = next;
            for (int t = node.FirstToken; t < node.LastToken; t++)
            {
                Allow(tokens[t]);
            }

            i++;
        }

        AllowNamedTokens(state);
        foreach (int token in state.MayEnd ? vocabulary.EndTokens : [])
        {
            Allow(token);
        }

        return new TokenMask(bits);
    }

    private void AllowNamedTokens(GrammarState state)
    {
        int bit = 0;
        foreach (GrammarPath path in state.Paths)
        {
            GrammarNode node = program.Nodes[path.Node];
            if (node.Kind != GrammarNodeKind.Token || bit++ >= 64)
            {
                continue;
            }

            int first = node.Least == 1 ? 0 : node.Second;
            int last = node.Least == 1 ? vocabulary.Count : node.Second + 1;
            for (int token = first; token < last; token++)
            {
                if (!vocabulary.IsEnd[token] && (node.Least == 0 || token != node.Second))
                {
                    Allow(token);
                }
            }
        }
    }

    private void Allow(int token) => bits[token >> 6] |= 1UL << token;
}
