// Which node makes each value, and which ops use it, through views.
namespace Caravan.Graph;

/// <summary>
/// The flow of values in a graph. A value is a leaf or what an op computes; views of it (RESHAPE, VIEW, PERMUTE, TRANSPOSE) are
/// not values of their own, they only say which part of the value an op sees.
/// </summary>
internal sealed class ValueFlow
{
    private readonly Graph graph;
    private readonly List<ValueUse>[] uses;

    internal ValueFlow(Graph graph)
    {
        this.graph = graph;
        uses = new List<ValueUse>[graph.Tensors.Length];
        foreach (GraphTensor op in Ops)
        {
            foreach (GraphTensor? source in op.Sources)
            {
                if (source is not null)
                {
                    GraphTensor seen = Current(source);
                    (uses[Value(seen).Id] ??= []).Add(new ValueUse(seen, op));
                }
            }
        }
    }

    /// <summary>The nodes that compute, in order.</summary>
    internal IEnumerable<GraphTensor> Ops => graph.Tensors.Where(t => !t.IsViewOp);

    /// <summary>The uses of a value, in order of the ops.</summary>
    internal IReadOnlyList<ValueUse> UsesOf(GraphTensor value) => uses[value.Id] ?? (IReadOnlyList<ValueUse>)[];

    /// <summary>The tensor as it stands in the graph: a source may still be known by an older name.</summary>
    internal GraphTensor Current(GraphTensor tensor) => graph.Tensors[tensor.Id];

    /// <summary>The leaf or op whose value a tensor is or shows.</summary>
    internal GraphTensor Value(GraphTensor tensor)
    {
        GraphTensor value = Current(tensor);
        while (IsView(value))
        {
            value = Current(value.Source(0));
        }

        return value;
    }

    /// <summary>True for a tensor that shows another one's bytes and computes nothing.</summary>
    internal static bool IsView(GraphTensor tensor) => tensor.IsViewOp && tensor.Op != GraphOp.None;

    /// <summary>
    /// The computed tensor that an op writes into, when it does not make one of its own (SET_ROWS, CPY), or null. Where the
    /// result is another's bytes the two cannot be on different devices.
    /// </summary>
    internal GraphTensor? WrittenInto(GraphTensor op) =>
        op.ViewSource is { Role: TensorRole.Computed } root ? Current(root) : null;

    /// <summary>
    /// What has to move so that ops elsewhere can use a value: the value itself, or the views they see when those are
    /// smaller together. The expert ids of a router are the best few of a whole ARGSORT, for example.
    /// </summary>
    internal IReadOnlyList<GraphTensor> Moved(GraphTensor value, IEnumerable<GraphTensor> seen, in SymbolValues symbols)
    {
        List<GraphTensor> parts = [];
        long bytes = 0;
        foreach (GraphTensor part in seen)
        {
            if (!parts.Contains(part))
            {
                parts.Add(part);
                bytes += DenseBytes(part, symbols);
            }
        }

        return bytes < DenseBytes(value, symbols) ? parts : [value];
    }

    /// <summary>Bytes of a dense copy of a tensor.</summary>
    internal static long DenseBytes(GraphTensor tensor, in SymbolValues symbols) =>
        tensor.Shape.Evaluate(symbols).Bytes(tensor.Type);
}
