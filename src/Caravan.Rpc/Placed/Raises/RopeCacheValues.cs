// What a ROPE_CACHE was made of.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>The values that a ROPE over a ROPE_CACHE rotates by.</summary>
/// <param name="Positions">Copy of the positions: the client may reuse theirs once the cache is made.</param>
/// <param name="Factors">Frequency factors, or null.</param>
/// <param name="Parameters">Parameters of the ROPE.</param>
internal sealed record RopeCacheValues(GraphTensor Positions, GraphTensor? Factors, OpParameters Parameters);
