// Stands in the chain for a sampler whose parameters switch it off.
namespace Caravan.Engine.Sampling;

/// <summary>A stage that does nothing; it keeps its place in the description of the chain, as in llama.cpp's.</summary>
/// <param name="name">The name of the stage that is switched off, without the '?' that marks it.</param>
public sealed class DisabledSampler(string name) : ISampler
{
    /// <inheritdoc/>
    public string Name { get; } = "?" + name;

    /// <inheritdoc/>
    public void Apply(CandidateList candidates) { }
}
