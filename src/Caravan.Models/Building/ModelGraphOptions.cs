// What a caller chooses about a model's graph.
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>Choices for <see cref="LanguageModel.BuildGraph"/>.</summary>
public sealed record ModelGraphOptions
{
    /// <summary>Positions the cache holds.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Attention in one op with an untransposed value cache (<c>-fa</c>); otherwise matrix products.</summary>
    public bool FlashAttention { get; init; }

    /// <summary>Type of cached keys (<c>-ctk</c>); of the whole cache where latent attention shares it.</summary>
    public TensorType KeyCacheType { get; init; } = TensorType.F16;

    /// <summary>Type of cached values (<c>-ctv</c>).</summary>
    public TensorType ValueCacheType { get; init; } = TensorType.F16;

    /// <summary>
    /// Form of latent attention (<c>-mla</c>): 0 plain, 1 absorbed; 2 and 3 absorbed, or see <see cref="UnfoldsLatents"/>. Null takes the form llama.cpp chooses by
    /// what the file holds. Ignored for models without latent attention.
    /// </summary>
    public int? LatentAttention { get; init; }

    /// <summary>
    /// A graph for prompts: absorbed latent attention with flash attention projects cached latents up instead of queries down. Works on
    /// the caches of the graph without it.
    /// </summary>
    public bool UnfoldsLatents { get; init; }

    /// <summary>What latents that are projected up may take in memory, as far as one head at a time needs no more (<c>-amb</c>).</summary>
    public long AttentionScratchBytes { get; init; } = DefaultAttentionScratchBytes;

    /// <summary>Default of <see cref="AttentionScratchBytes"/>.</summary>
    public const long DefaultAttentionScratchBytes = 256 << 20;

    /// <summary>Chooses experts by groups where the file has groups (llama.cpp's choice; ik_llama.cpp never does).</summary>
    public bool GroupedRouting { get; init; } = true;

    /// <summary>Overrides of rotary position embedding.</summary>
    public RopeOverrides Rope { get; init; } = new();
}
