// Chooses tokens: runs the samplers of a sequence in order.
using System.Buffers;
using System.Collections.Immutable;
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Sampling;

/// <summary>
/// The samplers of one sequence, in order. Not safe for use by two threads at once. Choosing a token allocates nothing
/// once the buffers have their size.
/// </summary>
public sealed class SamplerChain
{
    private readonly ImmutableArray<ISampler> _samplers;
    private readonly CandidateList _candidates;
    private readonly GrammarSampler? _grammar;

    /// <summary>A chain of given samplers, the last of which selects.</summary>
    /// <param name="samplers">The samplers in order.</param>
    /// <param name="vocabularySize">The number of tokens.</param>
    /// <param name="seed">The seed that the samplers were made with, for the user's information.</param>
    /// <param name="grammar">What every chosen token must go on with; null for none.</param>
    public SamplerChain(
        IEnumerable<ISampler> samplers,
        int vocabularySize,
        uint seed = SamplingParameters.RandomSeed,
        GrammarSampler? grammar = null
    )
    {
        _grammar = grammar;
        _samplers = [.. samplers];
        _candidates = new CandidateList(vocabularySize);
        Seed = seed;
    }

    /// <summary>
    /// The seed in use: the given one, or the one that was chosen where a random one was asked for; with it a run can be
    /// repeated.
    /// </summary>
    public uint Seed { get; }

    /// <summary>The samplers in order.</summary>
    public ImmutableArray<ISampler> Samplers => _samplers;

    /// <summary>What the last <see cref="Sample(ReadOnlySpan{float})"/> left over.</summary>
    public CandidateList Candidates => _candidates;

    /// <summary>The sequence's place in its grammar; null where it has none.</summary>
    public GrammarSampler? Grammar => _grammar;

    /// <summary>The chain of a user's options, for one sequence.</summary>
    /// <param name="parameters">The options.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="contextSize">The window, in tokens, that -1 stands for.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="GrammarException">The grammar names a token that the vocabulary does not have.</exception>
    public static SamplerChain Create(SamplingParameters parameters, ISamplingVocabulary vocabulary, int contextSize) =>
        new SamplerChainBuilder(parameters, vocabulary, contextSize).Build();

    /// <summary>Chooses a token from one logit for each token. The chain does not yet count it as taken.</summary>
    /// <exception cref="ArgumentException">The number of logits is not that of the vocabulary.</exception>
    /// <exception cref="InvalidLogitsException">A logit is NaN or positive infinity, or all tokens are masked.</exception>
    /// <exception cref="GrammarException">No token is allowed by the grammar.</exception>
    public int Sample(ReadOnlySpan<float> logits)
    {
        if (logits.Length != _candidates.Capacity)
        {
            throw new ArgumentException(
                $"{logits.Length} logits came for a vocabulary of {_candidates.Capacity} tokens",
                nameof(logits)
            );
        }

        _candidates.Load(logits);
        int token = Choose();
        for (int tries = 0; IsRefused(token, tries); tries++)
        {
            _candidates.Load(logits);
            token = ChooseAllowed(_grammar!);
        }

        return token;
    }

    /// <summary>Chooses a token among given ones, for instance the best k that a device returned.</summary>
    /// <exception cref="ArgumentException">There are none or too many, or the lengths differ.</exception>
    /// <exception cref="InvalidLogitsException">A logit is NaN or positive infinity, or all tokens are masked.</exception>
    /// <exception cref="GrammarException">None of the tokens is allowed by the grammar: ask for all logits.</exception>
    public int Sample(ReadOnlySpan<int> tokens, ReadOnlySpan<float> logits)
    {
        _candidates.Load(tokens, logits);
        int token = Choose();
        for (int tries = 0; IsRefused(token, tries); tries++)
        {
            _candidates.Load(tokens, logits);
            token = ChooseAllowed(_grammar!);
        }

        return token;
    }

    /// <summary>Tells every sampler that a generated token was taken into the sequence.</summary>
    /// <exception cref="GrammarException">The grammar does not allow it.</exception>
    public void Accept(int token)
    {
        _grammar?.Accept(token);
        AcceptPrompt(token);
    }

    /// <summary>Tells every sampler of a token of the prompt, which no grammar applies to.</summary>
    public void AcceptPrompt(int token)
    {
        foreach (ISampler sampler in _samplers)
        {
            sampler.Accept(token);
        }
    }

    /// <summary>Forgets the sequence and starts the random numbers of the same seed anew.</summary>
    public void Reset()
    {
        _grammar?.Reset();
        foreach (ISampler sampler in _samplers)
        {
            sampler.Reset();
        }
    }

    /// <summary>The state between two tokens.</summary>
    public SamplerState Save()
    {
        ArrayBufferWriter<uint> words = new();
        foreach (ISampler sampler in _samplers)
        {
            sampler.Save(words);
        }

        _grammar?.Save(words);
        return new SamplerState(Identity(), [.. words.WrittenSpan]);
    }

    /// <summary>Goes on from a state that this chain, or another of the same parameters, saved.</summary>
    /// <exception cref="ArgumentException">A chain of other samplers saved it.</exception>
    public void Restore(SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string own = Identity();
        if (state.Chain != own)
        {
            throw new ArgumentException(
                $"the state is of the chain '{state.Chain}', this chain is '{own}'",
                nameof(state)
            );
        }

        ReadOnlySpan<uint> words = state.Words.AsSpan();
        foreach (ISampler sampler in _samplers)
        {
            sampler.Restore(ref words);
        }

        _grammar?.Restore(ref words);
    }

    /// <summary>What llama-cli prints after "sampler chain: ": the stages by name, those that do nothing with a '?'.</summary>
    public string Describe() => "logits -> " + string.Join(" -> ", _samplers.Select(sampler => sampler.Name));

    private string Identity() => _grammar is null ? Describe() : Describe() + ", in a grammar";

    /// <summary>True when another token must be chosen. What was masked by the whole grammar needs no second look.</summary>
    private bool IsRefused(int token, int tries)
    {
        if (_grammar is null || (tries > 0 && !_grammar.IsWaiting) || _grammar.Allows(token))
        {
            return false;
        }

        return tries < GrammarLimits.RefusedTokens
            ? true
            : throw new GrammarException(
                $"{tries} tokens one after the other would complete a trigger of the grammar and break it"
            );
    }

    /// <summary>Chooses among the candidates that the grammar allows.</summary>
    private int ChooseAllowed(GrammarSampler grammar)
    {
        grammar.Apply(_candidates);
        return Choose();
    }

    private int Choose()
    {
        foreach (ISampler sampler in _samplers)
        {
            sampler.Apply(_candidates);
        }

        return _candidates.SelectedIndex >= 0
            ? _candidates.Tokens[_candidates.SelectedIndex]
            : throw new InvalidOperationException($"no sampler of '{Describe()}' selects a token");
    }
}
