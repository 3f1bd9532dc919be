// Holds the generation of one sequence to a grammar.
using System.Buffers;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// The place of one sequence in its grammar. The chain chooses as if there were none and chooses again among the allowed
/// tokens where the chosen one is not allowed, as llama.cpp does; what is accepted never leaves the grammar. Not safe for
/// two threads at once.
/// </summary>
public sealed class GrammarSampler
{
    private readonly GrammarVocabulary vocabulary;
    private readonly GrammarAutomaton automaton;
    private readonly GrammarTrigger? trigger;
    private GrammarState state;
    private GrammarState checkedState;
    private readonly List<int> refused = [];
    private int checkedToken = -1;

    /// <summary>A sequence at its beginning.</summary>
    /// <exception cref="GrammarException">The grammar names a token that the vocabulary does not have.</exception>
    public GrammarSampler(GrammarConstraint constraint, ISamplingVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(constraint);
        ArgumentNullException.ThrowIfNull(vocabulary);
        this.vocabulary = GrammarVocabulary.Of(vocabulary);
        automaton = this.vocabulary.Compile(constraint.Definition);
        trigger = constraint.IsLazy ? new GrammarTrigger(constraint, vocabulary) : null;
        IsWaiting = constraint.IsLazy;
        state = checkedState = automaton.Start();
    }

    private GrammarSampler(GrammarSampler other)
    {
        vocabulary = other.vocabulary;
        automaton = other.automaton;
        trigger = other.trigger?.Clone();
        IsWaiting = other.IsWaiting;
        state = checkedState = other.state;
    }

    /// <summary>True while no trigger has come: every token is allowed that does not break the grammar as it begins it.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>True when the text may end here.</summary>
    public bool MayEnd => IsWaiting || state.MayEnd;

    /// <summary>True when nothing may follow but the end.</summary>
    public bool IsComplete => !IsWaiting && state.MayEnd && state.Paths.Length == 0;

    /// <summary>A copy at the same place, which shares what is known about the grammar.</summary>
    public GrammarSampler Clone() => new(this);

    /// <summary>True when the token may come next.</summary>
    /// <exception cref="GrammarException">A trigger pattern takes too long.</exception>
    public bool Allows(int token)
    {
        checkedState = IsWaiting ? AfterWaiting(token) : automaton.After(state, token);
        checkedToken = token;
        if (IsWaiting && checkedState.IsDead && !refused.Contains(token))
        {
            refused.Add(token);
        }

        return !checkedState.IsDead;
    }

    /// <summary>
    /// Masks the candidates that may not come next. Where a trigger pattern may begin the grammar, of the tokens that would
    /// begin it wrongly only those are masked that <see cref="Allows"/> refused: a search for each token takes too long.
    /// </summary>
    /// <exception cref="GrammarException">None may.</exception>
    public void Apply(CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (IsWaiting)
        {
            MaskBadTriggers(candidates);
            return;
        }

        TokenMask mask = automaton.Mask(state);
        if (!mask.Apply(candidates))
        {
            throw new GrammarException(
                mask.Count > 0 ? $"none of the {mask.Count} tokens that the grammar allows is among the candidates"
                : state.MayEnd ? "the text is complete, and the vocabulary has no token that ends it"
                : "no token goes on with the text in the grammar: the vocabulary cannot write it, or it is too ambiguous"
            );
        }
    }

    /// <summary>Goes on by a generated token.</summary>
    /// <exception cref="GrammarException">The token is not allowed.</exception>
    public void Accept(int token)
    {
        if (token != checkedToken)
        {
            Allows(token);
        }

        checkedToken = -1;
        if (checkedState.IsDead)
        {
            throw new GrammarException($"token {token} is not allowed here by the grammar");
        }

        refused.Clear();
        if (!IsWaiting)
        {
            state = checkedState;
        }
        else if (trigger!.Accept(token, TextOf(token)))
        {
            IsWaiting = false;
            state = checkedState;
        }
    }

    /// <summary>Returns to the beginning.</summary>
    public void Reset()
    {
        trigger?.Clear();
        refused.Clear();
        IsWaiting = trigger is not null;
        state = checkedState = automaton.Start();
        checkedToken = -1;
    }

    /// <summary>Writes the place.</summary>
    internal void Save(IBufferWriter<uint> words) => GrammarStateWords.Write(words, state, IsWaiting, trigger);

    /// <summary>Takes up a place that was saved, and removes it from the front.</summary>
    internal void Restore(ref ReadOnlySpan<uint> words)
    {
        state = GrammarStateWords.Read(ref words, automaton, trigger, out bool isWaiting);
        checkedState = state;
        IsWaiting = isWaiting;
        refused.Clear();
        checkedToken = -1;
    }

    private byte[] TextOf(int token) => (uint)token < (uint)vocabulary.Count ? vocabulary.Trie.Texts[token] : [];

    /// <summary>The beginning where no trigger comes with the token, else the state after the trigger's text.</summary>
    private GrammarState AfterWaiting(int token) =>
        trigger!.IsToken(token) ? AfterTrigger(token) : After(trigger.Find(TextOf(token)));

    private GrammarState AfterTrigger(int token)
    {
        GrammarState named = automaton.After(state, token);
        return named.IsDead ? automaton.After(state, trigger!.TokenText(token)) : named;
    }

    private GrammarState After(ReadOnlySpan<byte> begun) => begun.IsEmpty ? state : automaton.After(state, begun);

    private void MaskBadTriggers(CandidateList candidates)
    {
        ReadOnlySpan<int> tokens = candidates.Tokens;
        for (int i = 0; i < tokens.Length; i++)
        {
            int token = tokens[i];
            bool isBad = trigger!.IsToken(token)
                ? AfterTrigger(token).IsDead
                : refused.Contains(token) || After(trigger.FindWord(TextOf(token))).IsDead;
            if (isBad)
            {
                candidates.Logits[i] = float.NegativeInfinity;
            }
        }

        candidates.IsSorted = false;
    }
}
