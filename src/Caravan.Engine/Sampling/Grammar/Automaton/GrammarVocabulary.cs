// What grammars know about a vocabulary, made once.
using System.Runtime.CompilerServices;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A vocabulary prepared for grammars, with the grammars that were compiled for it last. Safe for threads.</summary>
internal sealed class GrammarVocabulary
{
    private static readonly ConditionalWeakTable<ISamplingVocabulary, GrammarVocabulary> Prepared = [];
    private readonly Lock gate = new();
    private readonly LinkedList<(string Key, GrammarAutomaton Automaton)> kept = [];
    private readonly TokenNames names;

    private GrammarVocabulary(ISamplingVocabulary vocabulary)
    {
        Count = vocabulary.Count;
        Trie = new VocabularyTrie(vocabulary);
        names = TokenNames.Of(vocabulary);
        EndTokens = [.. Enumerable.Range(0, Count).Where(vocabulary.IsEndOfGeneration)];
        IsEnd = new bool[Count];
        Array.ForEach(EndTokens, token => IsEnd[token] = true);
    }

    /// <summary>Number of tokens.</summary>
    public int Count { get; }

    /// <summary>The texts.</summary>
    public VocabularyTrie Trie { get; }

    /// <summary>The tokens that end generation.</summary>
    public int[] EndTokens { get; }

    /// <summary>For each token whether it ends generation.</summary>
    public bool[] IsEnd { get; }

    /// <summary>The prepared form of a vocabulary; made when it is first asked for (a fraction of a second).</summary>
    public static GrammarVocabulary Of(ISamplingVocabulary vocabulary) =>
        Prepared.GetValue(vocabulary, known => new GrammarVocabulary(known));

    /// <summary>The automaton of a grammar over this vocabulary; the ones used last are kept with all they have learned.</summary>
    /// <exception cref="GrammarException">The grammar names a token that does not exist.</exception>
    public GrammarAutomaton Compile(GrammarDefinition definition)
    {
        lock (gate)
        {
            for (
                LinkedListNode<(string Key, GrammarAutomaton Automaton)>? node = kept.First;
                node is not null;
                node = node.Next
            )
            {
                if (node.Value.Key == definition.Key)
                {
                    kept.Remove(node);
                    kept.AddFirst(node);
                    return node.Value.Automaton;
                }
            }

            GrammarAutomaton automaton = new(GrammarProgram.Build(definition, names), this);
            kept.AddFirst((definition.Key, automaton));
            if (kept.Count > GrammarLimits.KeptGrammars)
            {
                kept.RemoveLast();
            }

            return automaton;
        }
    }
}
