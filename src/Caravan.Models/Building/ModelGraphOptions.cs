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
    /// Form of latent attention (<c>-mla</c>): 0 plain, 1 absorbed; 2 and 3 run as 1. Null takes the form llama.cpp chooses by
    /// what the file holds. Ignored for models without latent attention.
    /// </summary>
    public int? LatentAttention { get; init; }

    /// <summary>Chooses experts by groups where the file has groups (llama.cpp's choice; ik_llama.cpp never does).</summary>
    public bool GroupedRouting { get; init; } = true;

    /// <summary>Overrides of rotary position embedding.</summary>
    public RopeOverrides Rope { get; init; } = new();
}
