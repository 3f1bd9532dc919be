// What passed through the relay in one direction.
namespace Caravan.Relay;

/// <summary>Traffic of one direction, all connections together.</summary>
/// <param name="Bytes">Bytes passed on.</param>
/// <param name="Messages">Complete ggml RPC frames passed on.</param>
public readonly record struct RelayCounts(long Bytes, long Messages);
