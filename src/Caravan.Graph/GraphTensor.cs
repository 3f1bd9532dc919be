// One tensor of a graph: a leaf, or the result of an op over other tensors.
using System.Collections.Immutable;
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>
/// An immutable tensor of a <see cref="Graph"/>: its type, shape and strides and, unless it is a leaf, the op that makes it.
/// </summary>
public sealed class GraphTensor
{
    internal GraphTensor(
        int id,
        string name,
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
        Id = id;
        Name = name;
        Type = type;
        Shape = shape;
        Strides = strides;
        Role = role;
        Op = op;
        Parameters = parameters;
        Sources = sources;
        ViewSource = viewSource;
        ViewOffset = viewOffset;
    }

    /// <summary>Position in <see cref="Graph.Tensors"/>: dense, sources before their users.</summary>
    public int Id { get; }

    /// <summary>Name for messages and placement rules, such as <c>blk.0.ffn_up.weight</c> or <c>Qcur-0</c>.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public TensorType Type { get; }

    /// <summary>Elements of each dimension, <c>ne0</c> first.</summary>
    public Extents Shape { get; }

    /// <summary>Bytes from one element (or block), row, matrix, batch to the next: <c>nb0</c> first.</summary>
    public Extents Strides { get; }

    /// <summary>Where the bytes come from.</summary>
    public TensorRole Role { get; }

    /// <summary>The op that computes it; <see cref="GraphOp.None"/> for leaves.</summary>
    public GraphOp Op { get; }

    /// <summary>Parameters of the op.</summary>
    public OpParameters Parameters { get; }

    /// <summary>Sources in ggml's order; optional ones are null.</summary>
    public ImmutableArray<GraphTensor?> Sources { get; }

    /// <summary>The tensor whose bytes this one shares (never itself a view), or null.</summary>
    public GraphTensor? ViewSource { get; }

    /// <summary>Byte offset into <see cref="ViewSource"/>.</summary>
    public Extent ViewOffset { get; }

    /// <summary>True when strides are those of a dense tensor of this shape.</summary>
    public bool IsContiguous => Strides == Shape.ContiguousStrides(Type);

    /// <summary>True for ops that only reinterpret their source's bytes and need no work.</summary>
    public bool IsViewOp =>
        Op is GraphOp.None or GraphOp.Reshape or GraphOp.View or GraphOp.Permute or GraphOp.Transpose;

    /// <summary>The source at <paramref name="index"/>, which must be there.</summary>
    /// <exception cref="GraphException">The op has no such source.</exception>
    public GraphTensor Source(int index) =>
        (index < Sources.Length ? Sources[index] : null)
        ?? throw new GraphException($"{Name} ({Op}) has no source {index}");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} = {Op} {Type} {Shape}";
}
