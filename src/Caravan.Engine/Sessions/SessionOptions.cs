// How a session runs a model: sizes of context and batches, cache types, form of attention.
using Caravan.Models;
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>Options of an <see cref="InferenceSession"/>, with llama.cpp's meanings and defaults.</summary>
public sealed record SessionOptions
{
    /// <summary>Context length in tokens; 0 takes the model's.</summary>
    public int ContextLength { get; init; } = 4096;

    /// <summary>Tokens of a prompt handed over at once (<c>-b</c>).</summary>
    public int BatchSize { get; init; } = 2048;

    /// <summary>Tokens computed at once (<c>-ub</c>), at most <see cref="BatchSize"/>.</summary>
    public int MicroBatchSize { get; init; } = 512;

    /// <summary>Attention in one op (<c>-fa</c>).</summary>
    public bool FlashAttention { get; init; } = true;

    /// <summary>Type of cached keys (<c>-ctk</c>).</summary>
    public TensorType KeyCacheType { get; init; } = TensorType.F16;

    /// <summary>Type of cached values (<c>-ctv</c>).</summary>
    public TensorType ValueCacheType { get; init; } = TensorType.F16;

    /// <summary>
    /// Form of latent attention (<c>-mla</c> 0 to 3); null takes the form the file is made for. With 2, 3 and flash attention an
    /// <see cref="InferenceSession"/> computes prompts in a form of their own.
    /// </summary>
    public int? LatentAttention { get; init; }

    /// <summary>Memory for that form of prompts (<c>-amb</c>), as far as one head needs no more.</summary>
    public long AttentionScratchBytes { get; init; } = ModelGraphOptions.DefaultAttentionScratchBytes;

    /// <summary>Experts are chosen by groups where the file says so.</summary>
    public bool GroupedRouting { get; init; } = true;

    /// <summary>Overrides of the model's rotary position embedding.</summary>
    public RopeOverrides Rope { get; init; } = new();

    /// <summary>Rows of logits wanted of one micro-batch at the most: 1 to generate, a micro-batch for perplexity.</summary>
    public int MaximumOutputs { get; init; } = 1;
}
