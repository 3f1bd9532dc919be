// What both forms of latent attention start from.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>A layer's queries and keys before they are put together.</summary>
/// <param name="UnrotatedQuery">[key without rotated part, heads, tokens], a strided view.</param>
/// <param name="RotatedQuery">[rotated part, heads, tokens].</param>
/// <param name="Latent">[rank, tokens], normed.</param>
/// <param name="RotatedKey">[rotated part, 1, tokens]: one for all heads.</param>
internal sealed record LatentParts(
    GraphTensor UnrotatedQuery,
    GraphTensor RotatedQuery,
    GraphTensor Latent,
    GraphTensor RotatedKey
);
