// Packs the tensors of a graph into one compute buffer by their lifetimes.
namespace Caravan.Graph;

/// <summary>
/// Plans compute buffers: tensors whose lifetimes do not meet share bytes, and row-wise ops overwrite a source that nobody
/// needs any more. Blocks are placed largest first at the lowest offset that is free during their lifetime.
/// </summary>
public static class MemoryPlanner
{
    /// <summary>Plans a graph for the largest symbol values it will be run with.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="maximum">Largest symbol values.</param>
    /// <param name="alignment">Alignment of every offset in bytes, a power of two.</param>
    /// <param name="liesElsewhere">True for tensors that get no place here and are never overwritten; null for none.</param>
    /// <param name="bytesOf">Bytes to set aside for a tensor; null for those it has.</param>
    public static MemoryPlan Plan(
        Graph graph,
        in SymbolValues maximum,
        int alignment,
        Func<GraphTensor, bool>? liesElsewhere = null,
        Func<GraphTensor, long>? bytesOf = null
    )
    {
        int count = graph.Tensors.Length;
        int[] lastUse = LastUses(graph);
        MemoryBlock?[] blocks = new MemoryBlock?[count];
        List<MemoryBlock> all = [];
        foreach (GraphTensor tensor in graph.Tensors)
        {
            if (
                tensor.ViewSource is not null
                || tensor.Role is TensorRole.Weight or TensorRole.State
                || liesElsewhere?.Invoke(tensor) == true
            )
            {
                continue;
            }

            long bytes = bytesOf?.Invoke(tensor) ?? Footprint.Bytes(tensor, maximum);
            bytes = (bytes + alignment - 1) & -(long)alignment;
            if (OverwrittenSource(tensor, lastUse) is { } source && blocks[source.Id]?.Bytes == bytes)
            {
                blocks[tensor.Id] = blocks[source.Id];
                blocks[tensor.Id]!.Last = Math.Max(blocks[tensor.Id]!.Last, lastUse[tensor.Id]);
                continue;
            }

            // Inputs are written before the first node and may be kept for the next run.
            bool isInput = tensor.Role == TensorRole.Input;
            MemoryBlock block = new()
            {
                Bytes = bytes,
                First = isInput ? -1 : tensor.Id,
                Last = isInput ? count : lastUse[tensor.Id],
            };
            blocks[tensor.Id] = block;
            all.Add(block);
        }

        long total = MemoryBlock.Place(all);
        long[] offsets = new long[count];
        for (int id = 0; id < count; id++)
        {
            offsets[id] = blocks[id]?.Offset ?? -1;
        }

        return new MemoryPlan(offsets, total);
    }

    // Index of the last node that reads a tensor's bytes, through views too; outputs live to the end.
    private static int[] LastUses(Graph graph)
    {
        int[] lastUse = new int[graph.Tensors.Length];
        foreach (GraphTensor tensor in graph.Tensors)
        {
            lastUse[tensor.Id] = tensor.Id;
            foreach (GraphTensor? source in tensor.Sources)
            {
                if (source is not null)
                {
                    lastUse[Root(source).Id] = tensor.Id;
                }
            }
        }

        foreach (GraphTensor output in graph.Outputs)
        {
            lastUse[Root(output).Id] = graph.Tensors.Length;
        }

        return lastUse;
    }

    // The first source, when the op works row by row and this is the last use of that source's bytes.
    private static GraphTensor? OverwrittenSource(GraphTensor tensor, int[] lastUse)
    {
        if (!WorksRowByRow(tensor.Op) || tensor.Sources[0] is not { } source)
        {
            return null;
        }

        GraphTensor root = Root(source);
        bool dies = root.Role == TensorRole.Computed && lastUse[root.Id] == tensor.Id;
        bool sameBytes =
            source.IsContiguous
            && tensor.IsContiguous
            && source.Type == tensor.Type
            && source.Shape.Product == root.Shape.Product
            && source.Shape == tensor.Shape
            && source.Type == root.Type;
        // Another operand over the same bytes in another order would be overwritten before it is read.
        bool alone = tensor
            .Sources.Skip(1)
            .All(other => other is null || Root(other).Id != root.Id || Equal(other, source));
        return dies && sameBytes && alone ? root : null;
    }

    private static bool Equal(GraphTensor a, GraphTensor b) =>
        a.Shape == b.Shape && a.Strides == b.Strides && a.ViewOffset == b.ViewOffset;

    private static bool WorksRowByRow(GraphOp op) =>
        op
            is GraphOp.Add
                or GraphOp.AddId
                or GraphOp.Sub
                or GraphOp.Mul
                or GraphOp.Div
                or GraphOp.Sqr
                or GraphOp.Sqrt
                or GraphOp.Log
                or GraphOp.Sin
                or GraphOp.Cos
                or GraphOp.Norm
                or GraphOp.RmsNorm
                or GraphOp.L2Norm
                or GraphOp.Scale
                or GraphOp.SoftMax
                or GraphOp.Rope
                or GraphOp.Clamp
                or GraphOp.Unary
                or GraphOp.Glu;

    private static GraphTensor Root(GraphTensor tensor) => tensor.ViewSource ?? tensor;
}
