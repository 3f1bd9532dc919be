// How an op of the wire becomes ops of our vocabulary.
namespace Caravan.Rpc;

/// <summary>What is done with nodes of an op.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Summary">The ops it becomes, or why it is refused.</param>
/// <param name="Prepare">Makes the parameters of a node canonical: whatever does not change the result is cleared.</param>
/// <param name="Apply">Adds the ops; null for what is refused or no work.</param>
internal sealed record RaiseRule(
    RaiseKind Kind,
    string Summary,
    Action<ParsedGraph, int>? Prepare,
    Action<Raising>? Apply
);
