// A whole graph: immutable data that can be drawn, hashed, validated, planned and run.
using System.Collections.Immutable;

namespace Caravan.Graph;

/// <summary>An immutable graph of tensors in execution order.</summary>
public sealed class Graph
{
    internal Graph(ImmutableArray<GraphTensor> tensors, ImmutableArray<GraphTensor> outputs)
    {
        Tensors = tensors;
        Outputs = outputs;
    }

    /// <summary>All tensors; a tensor's id is its index, sources stand before users.</summary>
    public ImmutableArray<GraphTensor> Tensors { get; }

    /// <summary>Tensors that are read after a run.</summary>
    public ImmutableArray<GraphTensor> Outputs { get; }

    /// <summary>The leaves of a role: weights, states or inputs, in order.</summary>
    public IEnumerable<GraphTensor> Leaves(TensorRole role) =>
        Tensors.Where(t => t.Role == role && t.Op == GraphOp.None);

    /// <summary>The tensor named <paramref name="name"/>, or null.</summary>
    public GraphTensor? Find(string name) => Tensors.FirstOrDefault(t => t.Name == name);
}
