// One stage of a sampler chain.
using System.Buffers;

namespace Caravan.Engine.Sampling;

/// <summary>
/// One stage of a sampler chain: changes, masks (a logit of negative infinity), reorders or removes candidates, or
/// selects one.
/// </summary>
public interface ISampler
{
    /// <summary>llama.cpp's name of the stage; a stage that does nothing with its parameters begins with '?'.</summary>
    string Name { get; }

    /// <summary>Works on the candidates for one token. Allocates nothing in steady state.</summary>
    void Apply(CandidateList candidates);

    /// <summary>Learns that a token was taken into the sequence, from the prompt or generated.</summary>
    void Accept(int token) { }

    /// <summary>Returns to the state after construction.</summary>
    void Reset() { }

    /// <summary>Writes the state that <see cref="Restore"/> needs; nothing for a stage without memory.</summary>
    void Save(IBufferWriter<uint> state) { }

    /// <summary>Takes up a state that <see cref="Save"/> of an equal stage wrote, and removes it from the front.</summary>
    void Restore(ref ReadOnlySpan<uint> state) { }
}
