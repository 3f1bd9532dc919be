// What raising a client's graph gives.
using System.Collections.Immutable;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>A client's graph in our vocabulary.</summary>
/// <param name="Graph">
/// The graph; its places are the positions of the client's table, then <paramref name="Derived"/>. Null when nothing is computed.
/// </param>
/// <param name="Derived">Places that follow from those of the table.</param>
/// <param name="Origins">For each tensor of the graph the position of the client's node that it came of, for messages.</param>
internal sealed record RaisedGraph(
    PlacedGraph? Graph,
    ImmutableArray<DerivedPlace> Derived,
    ImmutableArray<int> Origins
);
