// The part of a graph that one device runs in one go.
using System.Collections.Immutable;

namespace Caravan.Graph;

/// <summary>A stage.</summary>
/// <param name="Device">Index of its device.</param>
/// <param name="Graph">
/// Its ops. What comes from elsewhere stands here as an input of the same name; outputs are what others need.
/// </param>
/// <param name="Leaves">Weights and states: the leaf of the whole graph and its counterpart here.</param>
public sealed record Stage(int Device, Graph Graph, ImmutableArray<(GraphTensor Whole, GraphTensor Here)> Leaves);
