// Collects the graph of one stage out of the whole graph.
using System.Collections.Immutable;

namespace Caravan.Graph;

/// <summary>The graph of a stage while it is built: counterparts of the whole graph's tensors.</summary>
internal sealed class StageGraph(ValueFlow flow, int stage, int device)
{
    private readonly Dictionary<int, GraphTensor> here = [];
    private readonly List<(GraphTensor, GraphTensor)> leaves = [];
    private readonly ImmutableArray<GraphTensor>.Builder tensors = ImmutableArray.CreateBuilder<GraphTensor>();
    private readonly List<GraphTensor> outputs = [];

    /// <summary>What arrived or stays: asked for a tensor of the whole graph, tells whether it stands here as an input.</summary>
    internal required Func<GraphTensor, bool> Arrives { get; init; }

    /// <summary>Told about each input that stands for a tensor of the whole graph.</summary>
    internal required Action<GraphTensor, StageTensor> OnInput { get; init; }

    /// <summary>Index of the device.</summary>
    internal int Device => device;

    /// <summary>Adds an op of this stage.</summary>
    internal void Add(GraphTensor op)
    {
        ImmutableArray<GraphTensor?> sources = [.. op.Sources.Select(s => s is null ? null : Here(s))];
        if (op.ViewSource is null)
        {
            here[op.Id] = Copy(op, op.Role, sources, null, 0);
            return;
        }

        // SET_ROWS and CPY return the place they wrote into, their last source.
        GraphTensor destination =
            sources[^1] ?? throw new GraphException($"{op.Name} ({op.Op}) has no destination to write into");
        here[op.Id] = Copy(
            op,
            destination.Role,
            sources,
            destination.ViewSource ?? destination,
            destination.ViewOffset
        );
    }

    /// <summary>The counterpart of a tensor here, added when it is not there yet.</summary>
    internal GraphTensor Here(GraphTensor tensor)
    {
        GraphTensor whole = flow.Current(tensor);
        if (here.TryGetValue(whole.Id, out GraphTensor? known))
        {
            return known;
        }

        return here[whole.Id] =
            Arrives(whole) ? Input(whole)
            : ValueFlow.IsView(whole) ? View(whole)
            : whole.Op == GraphOp.None ? Leaf(whole)
            : whole.Role == TensorRole.State ? Written(whole)
            : throw new GraphException($"{whole.Name} is computed on another device and did not cross");
    }

    /// <summary>Marks a tensor to be read by others, made dense where it is not.</summary>
    internal GraphTensor Output(GraphTensor tensor)
    {
        GraphTensor own = Here(tensor);
        if (!own.IsContiguous)
        {
            own = AddTensor(
                new GraphTensor(
                    tensors.Count,
                    $"{own.Name} (dense)",
                    own.Type,
                    own.Shape,
                    own.Shape.ContiguousStrides(own.Type),
                    TensorRole.Computed,
                    GraphOp.Cont,
                    default,
                    [own],
                    null,
                    0
                )
            );
        }

        if (!outputs.Contains(own))
        {
            outputs.Add(own);
        }

        return own;
    }

    /// <summary>The finished stage.</summary>
    internal Stage Build() => new(device, new Graph(tensors.ToImmutable(), [.. outputs]), [.. leaves]);

    private GraphTensor Input(GraphTensor whole)
    {
        GraphTensor input = AddTensor(
            new GraphTensor(
                tensors.Count,
                whole.Name,
                whole.Type,
                whole.Shape,
                whole.Shape.ContiguousStrides(whole.Type),
                TensorRole.Input,
                GraphOp.None,
                default,
                [],
                null,
                0
            )
        );
        OnInput(whole, new StageTensor(stage, input));
        return input;
    }

    private GraphTensor Leaf(GraphTensor whole)
    {
        if (whole.Role == TensorRole.Input)
        {
            return Input(whole);
        }

        GraphTensor leaf = Copy(whole, whole.Role, [], null, 0);
        leaves.Add((whole, leaf));
        return leaf;
    }

    private GraphTensor View(GraphTensor whole)
    {
        GraphTensor from = flow.Current(whole.Source(0));
        GraphTensor source = Here(from);
        // Offsets count from the root, and a value that arrived is a root of its own.
        Extent offset =
            source.ViewOffset == from.ViewOffset ? whole.ViewOffset
            : from.ViewOffset.Coefficient == 0 && source.ViewOffset.Coefficient == 0 ? whole.ViewOffset
            : whole.ViewOffset.Constant - from.ViewOffset.Constant + source.ViewOffset.Constant;
        return Copy(whole, source.Role, [source], source.ViewSource ?? source, offset);
    }

    // What an earlier stage of this device wrote into a state is seen through the state itself.
    private GraphTensor Written(GraphTensor whole)
    {
        GraphTensor state = Here(whole.ViewSource!);
        OpParameters parameters = default;
        long start = whole.ViewOffset.Constant;
        (parameters[0], parameters[1]) = ((int)start, (int)(start >> 32));
        return AddTensor(
            new GraphTensor(
                tensors.Count,
                whole.Name,
                whole.Type,
                whole.Shape,
                whole.Strides,
                TensorRole.State,
                GraphOp.View,
                parameters,
                [state],
                state,
                start
            )
        );
    }

    private GraphTensor Copy(
        GraphTensor whole,
        TensorRole role,
        ImmutableArray<GraphTensor?> sources,
        GraphTensor? root,
        Extent offset
    ) =>
        AddTensor(
            new GraphTensor(
                tensors.Count,
                whole.Name,
                whole.Type,
                whole.Shape,
                whole.Strides,
                role,
                whole.Op,
                whole.Parameters,
                sources,
                root,
                offset
            )
        );

    private GraphTensor AddTensor(GraphTensor tensor)
    {
        tensors.Add(tensor);
        return tensor;
    }
}
