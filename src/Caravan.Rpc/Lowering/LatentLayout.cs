// The order of a cached row of latent attention, which peers do not agree on.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>
/// Our graphs cache the latent first and the rotated key behind it, so that the values begin where the keys begin; upstream
/// does the same and its CUDA backend relies on it. K's own graphs put the rotated key first, and its CUDA backend takes the
/// end of a key as the value without looking. For K the parts of queries and keys change places, which leaves their products
/// as they were, and the values move behind the rotated part.
/// </summary>
internal sealed class LatentLayout
{
    private readonly HashSet<int> swapped = [];
    private readonly Dictionary<int, long> shifts = [];

    private LatentLayout() { }

    /// <summary>Finds what has to change in a graph for a dialect.</summary>
    /// <exception cref="DeviceException">Queries or keys are not put together in the same graph.</exception>
    internal static LatentLayout Of(Graph.Graph graph, Dialect dialect)
    {
        LatentLayout layout = new();
        if (dialect.Family == DialectFamily.Ik)
        {
            foreach (GraphTensor node in graph.Tensors.Where(t => t.Op == GraphOp.FlashAttention))
            {
                layout.Add(node);
            }
        }

        return layout;
    }

    /// <summary>True for a CONCAT whose operands change places.</summary>
    internal bool IsSwapped(GraphTensor concat) => swapped.Contains(concat.Id);

    /// <summary>Bytes by which a view of values moves.</summary>
    internal long ShiftOf(GraphTensor view) => shifts.GetValueOrDefault(view.Id);

    private void Add(GraphTensor attention)
    {
        GraphTensor keys = attention.Source(1);
        GraphTensor values = attention.Source(2);
        bool share =
            keys.ViewSource is not null
            && keys.ViewSource == values.ViewSource
            && keys.ViewOffset == values.ViewOffset
            && keys.Shape.E0 != values.Shape.E0;
        if (!share)
        {
            return;
        }

        long rotated = keys.Shape.E0.Constant - values.Shape.E0.Constant;
        GraphTensor? stored = Behind(keys, GraphOp.SetRows);
        GraphTensor? rows = stored is null ? null : Behind(stored.Source(0), GraphOp.Concat);
        GraphTensor? queries = Behind(attention.Source(0), GraphOp.Concat);
        if (!IsLatentFirst(rows, rotated) || !IsLatentFirst(queries, rotated))
        {
            throw new DeviceException(
                $"{attention.Name} shares its keys and values, but what makes its queries and keys is not on the same device; keep the attention of a layer together (-ot)"
            );
        }

        swapped.Add(rows!.Id);
        swapped.Add(queries!.Id);
        shifts[values.Id] = Extents.RowBytes(values.Type, rotated).Constant;
    }

    private static bool IsLatentFirst(GraphTensor? concat, long rotated) =>
        concat is not null && concat.Parameters[0] == 0 && concat.Source(1).Shape.E0 == (Extent)rotated;

    private static GraphTensor? Behind(GraphTensor tensor, GraphOp op)
    {
        GraphTensor? at = tensor;
        while (at is not null && at.Op != op)
        {
            at = at.Op is GraphOp.View or GraphOp.Reshape or GraphOp.Permute ? at.Source(0) : null;
        }

        return at;
    }
}
