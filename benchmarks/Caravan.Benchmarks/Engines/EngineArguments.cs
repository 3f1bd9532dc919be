// What both engines are told.
using Caravan.Tensors;

namespace Caravan.Benchmarks.Engines;

/// <summary>Arguments of a comparison, the same for both engines.</summary>
/// <param name="Model">Path of the GGUF file.</param>
/// <param name="Threads">Threads for prompts and for generation.</param>
/// <param name="Context">Context length in tokens.</param>
/// <param name="Batch">Tokens handed over at once.</param>
/// <param name="MicroBatch">Tokens computed at once.</param>
/// <param name="FlashAttention">Attention in one op.</param>
/// <param name="KeyCache">Type of cached keys.</param>
/// <param name="ValueCache">Type of cached values.</param>
public sealed record EngineArguments(
    string Model,
    int Threads,
    int Context,
    int Batch,
    int MicroBatch,
    bool FlashAttention,
    TensorType KeyCache,
    TensorType ValueCache
);
