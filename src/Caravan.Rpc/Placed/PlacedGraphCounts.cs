// What a runner did with the graphs it was given.
namespace Caravan.Rpc;

/// <summary>Counts of graphs by how much of them was new.</summary>
/// <param name="Same">The same ids and structure as an earlier graph: only what differed was read.</param>
/// <param name="Rebound">A known structure with other ids.</param>
/// <param name="Compiled">New structures.</param>
/// <param name="Recomputed">Runs of the last graph without a message.</param>
public readonly record struct PlacedGraphCounts(long Same, long Rebound, long Compiled, long Recomputed);
