// A row of the list of ops that graphs of clients may hold.
namespace Caravan.Rpc;

/// <summary>What becomes of one op.</summary>
/// <param name="Op">The op.</param>
/// <param name="Ik">Its number in dialect K, null when it is not there.</param>
/// <param name="Upstream">Its number in dialects B and C, null when it is not there.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Into">The ops it becomes, or why it is refused.</param>
public sealed record PlacedOpRow(WireOp Op, uint? Ik, uint? Upstream, RaiseKind Kind, string Into);
