// Collects tensors into a graph; the ops themselves are extension methods beside it, by family.
using System.Collections.Immutable;
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>
/// Builds a <see cref="Graph"/>. Methods for ops (<c>MulMat</c>, <c>Rope</c>, ...) follow ggml's names, source order and
/// shapes and throw <see cref="GraphException"/> when their operands do not fit.
/// </summary>
public sealed class GraphBuilder
{
    private readonly ImmutableArray<GraphTensor>.Builder tensors = ImmutableArray.CreateBuilder<GraphTensor>();
    private readonly ImmutableArray<GraphTensor>.Builder outputs = ImmutableArray.CreateBuilder<GraphTensor>();
    private readonly Dictionary<string, GraphTensor> weights = [];

    /// <summary>A model weight by name; the same tensor for the same name.</summary>
    public GraphTensor Weight(string name, TensorType type, TensorShape shape)
    {
        if (!weights.TryGetValue(name, out GraphTensor? weight))
        {
            weight = Leaf(name, type, Extents.Shape(shape), TensorRole.Weight);
            weights.Add(name, weight);
        }

        return weight;
    }

    /// <summary>A buffer kept between runs, such as a KV cache.</summary>
    public GraphTensor State(string name, TensorType type, TensorShape shape) =>
        Leaf(name, type, Extents.Shape(shape), TensorRole.State);

    /// <summary>A tensor given before each run.</summary>
    public GraphTensor Input(string name, TensorType type, Extents shape) => Leaf(name, type, shape, TensorRole.Input);

    /// <summary>A leaf with any byte strides, such as a tensor that a client laid out.</summary>
    /// <param name="name">Name for messages.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Elements of each dimension, <c>ne0</c> first.</param>
    /// <param name="strides">Bytes between elements (or blocks), rows, matrices, batches: <c>nb0</c> first.</param>
    /// <param name="role">Where the bytes come from; not <see cref="TensorRole.Computed"/>.</param>
    public GraphTensor Leaf(string name, TensorType type, Extents shape, Extents strides, TensorRole role) =>
        Add(name, type, shape, strides, role, GraphOp.None, default, [], null, 0);

    /// <summary>
    /// The result of any op with the shape as given: nothing is checked here, devices check when they compile and run.
    /// </summary>
    /// <param name="op">The op.</param>
    /// <param name="type">Element type of the result.</param>
    /// <param name="shape">Elements of each dimension of the result, <c>ne0</c> first.</param>
    /// <param name="strides">Byte strides of the result, <c>nb0</c> first; null for a dense one.</param>
    /// <param name="parameters">Parameters of the op.</param>
    /// <param name="sources">Sources in ggml's order; optional ones are null.</param>
    /// <exception cref="GraphException">The strides are null and the rows do not fit the type.</exception>
    public GraphTensor Node(
        GraphOp op,
        TensorType type,
        Extents shape,
        Extents? strides,
        OpParameters parameters,
        params ReadOnlySpan<GraphTensor?> sources
    ) =>
        Add(
            null,
            type,
            shape,
            strides ?? shape.ContiguousStrides(type),
            TensorRole.Computed,
            op,
            parameters,
            [.. sources],
            null,
            0
        );

    /// <summary>The result of any op that is written over the bytes of <paramref name="destination"/>; unchecked too.</summary>
    public GraphTensor NodeOver(
        GraphOp op,
        GraphTensor destination,
        OpParameters parameters,
        params ReadOnlySpan<GraphTensor?> sources
    ) => Alias(op, destination, destination.Type, destination.Shape, destination.Strides, 0, parameters, sources);

    /// <summary>Marks a tensor to be read after a run.</summary>
    public void Output(GraphTensor tensor) => outputs.Add(tensor);

    /// <summary>The same tensor under another name, for messages and placement rules.</summary>
    /// <remarks>Only the newest tensor can be named, which is where model code names its results.</remarks>
    public GraphTensor Name(GraphTensor tensor, string name)
    {
        if (tensor.Id != tensors.Count - 1)
        {
            return tensor;
        }

        GraphTensor named = new(
            tensor.Id,
            name,
            tensor.Type,
            tensor.Shape,
            tensor.Strides,
            tensor.Role,
            tensor.Op,
            tensor.Parameters,
            tensor.Sources,
            tensor.ViewSource,
            tensor.ViewOffset
        );
        tensors[^1] = named;
        return named;
    }

    /// <summary>Adds the result of an op as a new, dense tensor.</summary>
    internal GraphTensor Compute(
        GraphOp op,
        TensorType type,
        Extents shape,
        OpParameters parameters,
        params ReadOnlySpan<GraphTensor?> sources
    ) => Node(op, type, shape, null, parameters, sources);

    /// <summary>Adds a tensor that shares the bytes of <paramref name="of"/>.</summary>
    internal GraphTensor Alias(
        GraphOp op,
        GraphTensor of,
        TensorType type,
        Extents shape,
        Extents strides,
        Extent offset,
        OpParameters parameters,
        params ReadOnlySpan<GraphTensor?> sources
    )
    {
        GraphTensor root = of.ViewSource ?? of;
        Extent total =
            of.ViewOffset.Coefficient == 0 ? offset
            : offset.Coefficient == 0 ? of.ViewOffset
            : of.ViewOffset.Constant + offset.Constant;
        return Add(null, type, shape, strides, root.Role, op, parameters, [.. sources], root, total);
    }

    /// <summary>Finishes the graph.</summary>
    /// <exception cref="GraphException">There is no output.</exception>
    public Graph Build()
    {
        if (outputs.Count == 0)
        {
            throw new GraphException("the graph has no output");
        }

        // An output may have been renamed after it was marked: take the tensors as they stand now.
        return new Graph(tensors.ToImmutable(), [.. outputs.Select(o => tensors[o.Id])]);
    }

    private GraphTensor Leaf(string name, TensorType type, Extents shape, TensorRole role) =>
        Leaf(name, type, shape, shape.ContiguousStrides(type), role);

    private GraphTensor Add(
        string? name,
        TensorType type,
        Extents shape,
        Extents strides,
        TensorRole role,
        GraphOp op,
        OpParameters parameters,
        ImmutableArray<GraphTensor?> sources,
        GraphTensor? viewSource,
        Extent viewOffset
    )
    {
        int id = tensors.Count;
        GraphTensor tensor = new(
            id,
            name ?? $"node_{id}",
            type,
            shape,
            strides,
            role,
            op,
            parameters,
            sources,
            viewSource,
            viewOffset
        );
        tensors.Add(tensor);
        return tensor;
    }
}
