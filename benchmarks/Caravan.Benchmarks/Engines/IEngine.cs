// An engine under comparison: one model, one sequence.
namespace Caravan.Benchmarks.Engines;

/// <summary>One side of a comparison. Both run the same model with the same arguments and are given the same tokens.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Name, version and instruction set, for the report.</summary>
    string Description { get; }

    /// <summary>Tokens of the vocabulary.</summary>
    int VocabularySize { get; }

    /// <summary>Bytes of the compute buffer.</summary>
    long ComputeBytes { get; }

    /// <summary>Bytes of the KV cache.</summary>
    long CacheBytes { get; }

    /// <summary>Forgets all tokens.</summary>
    void Clear();

    /// <summary>Appends tokens and computes the logits of the last one.</summary>
    void Evaluate(ReadOnlySpan<int> tokens);

    /// <summary>Logits of the last token.</summary>
    ReadOnlySpan<float> Logits();
}
