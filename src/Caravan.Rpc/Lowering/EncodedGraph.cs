// A graph as one GRAPH_COMPUTE request, kept encoded and patched where the symbols changed it.
using System.Buffers.Binary;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// Encodes a graph once. Afterwards only descriptors that depend on symbols, and copies into a cache, are written again, and
/// only when those changed: nothing is allocated, and an unchanged message lets the worker run its stored graph again.
/// </summary>
internal sealed class EncodedGraph
{
    private readonly Graph.Graph graph;
    private readonly Dialect dialect;
    private readonly WirePlace[] places;
    private readonly HashSet<int> paddedMasks;
    private readonly LatentLayout latent;
    private readonly byte[] bytes;
    private readonly int[] descriptorOffsets;
    private readonly List<int> symbolic = [];
    private readonly List<CacheCopyNode> copies = [];
    private SymbolValues current = new(-1, -1, -1);

    /// <summary>Encodes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="device">Number of the device on its worker.</param>
    /// <param name="places">The place of each tensor that owns its bytes, by id.</param>
    internal EncodedGraph(Graph.Graph graph, Dialect dialect, int device, WirePlace[] places)
    {
        this.graph = graph;
        this.dialect = dialect;
        this.places = places;
        paddedMasks = MaskRows.Padded(graph, dialect);
        latent = LatentLayout.Of(graph, dialect);
        bool[] isUsed = UsedTensors(graph);
        GraphTensor[] nodes = [.. graph.Tensors.Where(t => t.Op != GraphOp.None)];
        int copyCount = nodes.Count(n => CacheCopy.IsCopy(n, dialect));
        int tensorCount = isUsed.Count(used => used) + copyCount;
        int nodeCount = nodes.Length + copyCount;
        int table = 12 + (8 * nodeCount);
        bytes = new byte[table + (tensorCount * dialect.DescriptorBytes)];
        descriptorOffsets = new int[graph.Tensors.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, device);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), nodeCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(table - 4), tensorCount);
        int node = 8;
        int next = table;
        foreach (GraphTensor tensor in graph.Tensors.Where(t => isUsed[t.Id]))
        {
            ulong viewId = 0;
            if (CacheCopy.IsCopy(tensor, dialect))
            {
                viewId = (ulong)(graph.Tensors.Length + copies.Count + 1);
                copies.Add(new CacheCopyNode(tensor, viewId, next, next + dialect.DescriptorBytes));
                WriteNode(ref node, viewId);
                next += dialect.DescriptorBytes;
            }

            descriptorOffsets[tensor.Id] = next;
            WriteConstantFields(tensor, viewId, bytes.AsSpan(next));
            next += dialect.DescriptorBytes;
            if (tensor.Op != GraphOp.None)
            {
                WriteNode(ref node, Id(tensor));
            }

            if (viewId == 0)
            {
                symbolic.Add(tensor.Id);
            }
        }
    }

    /// <summary>Number of times the bytes have changed.</summary>
    internal long Version { get; private set; }

    /// <summary>The payload of GRAPH_COMPUTE.</summary>
    internal ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Cache writes whose place needs the numbers of the rows: see <see cref="SetCopyRow"/>.</summary>
    internal IReadOnlyList<CacheCopyNode> Copies => copies;

    /// <summary>Brings the message to given symbols.</summary>
    internal void Update(in SymbolValues symbols)
    {
        if (symbols == current)
        {
            return;
        }

        bool isFirst = current.Tokens < 0;
        current = symbols;
        Version++;
        foreach (int id in symbolic)
        {
            WriteSymbolicFields(graph.Tensors[id], symbols);
        }

        if (isFirst)
        {
            // Constant descriptors were written above with the others and are left alone from here on.
            symbolic.RemoveAll(id => IsConstant(graph.Tensors[id]));
        }
    }

    /// <summary>Sets where a copy into a cache begins.</summary>
    /// <param name="copy">One of <see cref="Copies"/>.</param>
    /// <param name="firstRow">First row of the cache that is written.</param>
    internal void SetCopyRow(CacheCopyNode copy, long firstRow)
    {
        GraphTensor node = copy.Node;
        GraphTensor data = node.Source(0);
        TensorShape shape = data.Shape.Evaluate(current);
        TensorShape strides = node.Strides.Evaluate(current);
        long offset = node.ViewOffset.Evaluate(current) + (firstRow * strides.Ne1);
        WritePlace(copy.ViewOffset, node.ViewSource!, shape, strides, offset);
        WritePlace(copy.CopyOffset, node.ViewSource!, shape, strides, offset);
        Version++;
    }

    private static bool[] UsedTensors(Graph.Graph graph)
    {
        bool[] isUsed = new bool[graph.Tensors.Length];
        foreach (GraphTensor tensor in graph.Tensors.Where(t => t.Op != GraphOp.None))
        {
            isUsed[tensor.Id] = true;
            foreach (GraphTensor? source in tensor.Sources)
            {
                if (source is not null)
                {
                    isUsed[source.Id] = true;
                }
            }

            if (tensor.ViewSource is { } viewed)
            {
                isUsed[viewed.Id] = true;
            }
        }

        return isUsed;
    }

    private static ulong Id(GraphTensor? tensor) => tensor is null ? 0 : (ulong)tensor.Id + 1;

    private static bool IsConstant(GraphTensor tensor) =>
        tensor.ViewOffset.IsConstant
        && Enumerable.Range(0, 4).All(i => tensor.Shape[i].IsConstant && tensor.Strides[i].IsConstant);

    private void WriteNode(ref int node, ulong id)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(node), id);
        node += sizeof(ulong);
    }

    private void WriteConstantFields(GraphTensor tensor, ulong copiedView, Span<byte> target)
    {
        GraphTensor root = tensor.ViewSource ?? tensor;
        TensorDescriptor descriptor = default;
        descriptor.Id = Id(tensor);
        descriptor.Type = (uint)tensor.Type;
        descriptor.Buffer = places[root.Id].Buffer.Handle;
        descriptor.Op = dialect.NumberOf(OpLowering.WireOpOf(tensor, dialect))!.Value;
        descriptor.Parameters = OpLowering.Parameters(tensor, dialect, WantedOfSort(tensor));
        descriptor.Flags = tensor.Op != GraphOp.None && dialect.HasComputeFlag ? Dialect.ComputeFlag : 0;
        descriptor.ViewSource = Id(tensor.ViewSource);
        for (int i = 0; i < tensor.Sources.Length; i++)
        {
            descriptor.Sources[i] = Id(tensor.Sources[i]);
        }

        if (latent.IsSwapped(tensor))
        {
            (descriptor.Sources[0], descriptor.Sources[1]) = (descriptor.Sources[1], descriptor.Sources[0]);
        }

        descriptor.SetName(tensor.Name);
        if (copiedView != 0)
        {
            descriptor.Sources[1] = copiedView;
            descriptor.Sources[2] = 0;
            descriptor.Write(target, dialect);
            descriptor.Id = copiedView;
            descriptor.Op = dialect.NumberOf(WireOp.View)!.Value;
            descriptor.Sources[0] = Id(tensor.Source(2));
            descriptor.Sources[1] = 0;
            descriptor.Write(bytes.AsSpan(copies[^1].ViewOffset), dialect);
            return;
        }

        descriptor.Write(target, dialect);
    }

    // How many places of a sort its views look at, when nothing else does.
    private long WantedOfSort(GraphTensor tensor)
    {
        if (tensor.Op != GraphOp.Argsort)
        {
            return 0;
        }

        long all = tensor.Shape.E0.Constant;
        long wanted = 0;
        foreach (GraphTensor user in graph.Tensors.Where(t => t.Sources.Contains(tensor)))
        {
            bool isHead = user.Op == GraphOp.View && user.ViewOffset == (Extent)0 && user.Shape.E0.IsConstant;
            wanted = Math.Max(wanted, isHead ? user.Shape.E0.Constant : all);
        }

        return wanted == 0 || graph.Outputs.Contains(tensor) ? all : wanted;
    }

    private void WriteSymbolicFields(GraphTensor tensor, in SymbolValues symbols)
    {
        TensorShape shape = tensor.Shape.Evaluate(symbols);
        TensorShape strides = tensor.Strides.Evaluate(symbols);
        if (paddedMasks.Contains(tensor.Id))
        {
            shape = Padded(tensor, shape, strides);
        }

        WritePlace(
            descriptorOffsets[tensor.Id],
            tensor.ViewSource ?? tensor,
            shape,
            strides,
            tensor.ViewOffset.Evaluate(symbols) + latent.ShiftOf(tensor)
        );
    }

    // Added rows need not be there, but a worker refuses descriptors that leave their buffer.
    private TensorShape Padded(GraphTensor mask, TensorShape shape, TensorShape strides)
    {
        WirePlace place = places[mask.Id];
        long rows = MaskRows.Pad(shape.Ne1);
        long room = (place.Buffer.Bytes - place.Offset) / Math.Max(1, strides.Ne1);
        return new TensorShape(shape.Ne0, Math.Max(shape.Ne1, Math.Min(rows, room)), shape.Ne2, shape.Ne3);
    }

    private void WritePlace(int descriptor, GraphTensor root, TensorShape shape, TensorShape strides, long viewOffset)
    {
        Span<byte> target = bytes.AsSpan(descriptor, dialect.DescriptorBytes);
        TensorDescriptor.WritePlace(target, dialect, shape, strides, viewOffset, places[root.Id].Address);
    }
}
