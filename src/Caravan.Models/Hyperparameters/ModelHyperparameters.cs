// The numbers that describe a model, read from its metadata and checked.
namespace Caravan.Models;

/// <summary>A model's hyperparameters. Heads have the sizes attention computes with, also where a file stores latents.</summary>
/// <param name="Architecture">Name of the architecture, such as <c>llama</c>.</param>
/// <param name="VocabularySize">Tokens.</param>
/// <param name="ContextLength">Context of training, in tokens.</param>
/// <param name="Width">Elements of a hidden state (<c>n_embd</c>).</param>
/// <param name="Layers">Layers, without those for multi-token prediction.</param>
/// <param name="FeedForwardLength">Inner width of dense feed-forward layers.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; divides <paramref name="Heads"/>.</param>
/// <param name="KeyLength">Elements of a key or query head.</param>
/// <param name="ValueLength">Elements of a value head.</param>
/// <param name="NormEpsilon">Epsilon of the root mean square norms.</param>
/// <param name="Rope">Rotary position embedding.</param>
/// <param name="Experts">Experts, or null for a dense model.</param>
/// <param name="Latent">Latent attention, or null for ordinary attention.</param>
public sealed record ModelHyperparameters(
    string Architecture,
    int VocabularySize,
    int ContextLength,
    int Width,
    int Layers,
    int FeedForwardLength,
    int Heads,
    int KeyValueHeads,
    int KeyLength,
    int ValueLength,
    float NormEpsilon,
    RopeHyperparameters Rope,
    ExpertHyperparameters? Experts,
    LatentHyperparameters? Latent
);
