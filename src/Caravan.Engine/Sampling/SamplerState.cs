// A saved state of a sampler chain.
using System.Collections.Immutable;

namespace Caravan.Engine.Sampling;

/// <summary>
/// What a chain remembers between two tokens: positions of random generators, windows of recent tokens, mirostat's mu.
/// Immutable; a few words, and one for each token in a window. Valid for a chain of the same parameters.
/// </summary>
public sealed class SamplerState
{
    internal SamplerState(string chain, ImmutableArray<uint> words)
    {
        Chain = chain;
        Words = words;
    }

    /// <summary>The description of the chain that wrote the state.</summary>
    public string Chain { get; }

    /// <summary>The stages' states, one after the other.</summary>
    public ImmutableArray<uint> Words { get; }
}
