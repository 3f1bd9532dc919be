// The cache tensors of one layer.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>State tensors of one layer; type and shape are the tensors' own.</summary>
/// <param name="Layer">Layer number, from 0.</param>
/// <param name="Key">Keys, [elements a position, context]; for absorbed latent attention the latent and the rotated key.</param>
/// <param name="Value">
/// Values: [elements a position, context] for flash attention, [context, elements a position] otherwise; null where the
/// values are part of <paramref name="Key"/>.
/// </param>
public sealed record LayerCache(int Layer, GraphTensor Key, GraphTensor? Value);
