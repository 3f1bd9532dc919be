// The structure of a graph whose tensors already have addresses, as ggml clients send it.
using System.Collections.Immutable;

namespace Caravan.Graph;

/// <summary>
/// A graph in canonical ops whose tensors lie where a client put them. It is compiled once; each step brings the places
/// anew. Extents and strides of <see cref="Graph"/> are those of the step it was made from: a program may rely on types,
/// ops, parameters and sources only, and takes extents and strides from the step.
/// </summary>
/// <param name="Graph">All tensors in execution order. Nodes that came of raising a fused op stand before its result.</param>
/// <param name="Places">
/// For each tensor of the graph the index of its place in a step; -1 for a tensor the client does not know, which is dense and
/// lives in the program's own scratch memory.
/// </param>
/// <param name="ShapeSources">
/// For each tensor with place -1 the index of the place whose extents it has; ignored for the others.
/// </param>
public sealed record PlacedGraph(Graph Graph, ImmutableArray<int> Places, ImmutableArray<int> ShapeSources);
