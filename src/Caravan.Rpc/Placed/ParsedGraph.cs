// A client's graph with its ids replaced by positions in its table.
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// The graph of one message: which nodes are computed, in which order, from which tensors of the table. Used again for each
/// graph; allocates only to grow. Only tensors that an executed op touches are read at all.
/// </summary>
internal sealed class ParsedGraph(Dialect dialect)
{
    private readonly IdTable positions = new();
    private TensorDescriptor[] descriptors = [];
    private WireOp[] ops = [];
    private TensorMarks[] marks = [];
    private int[] sources = [];
    private int[] order = [];
    private int orderCount;

    /// <summary>The client's dialect.</summary>
    internal Dialect Dialect => dialect;

    /// <summary>Tensors of the table.</summary>
    internal int TensorCount { get; private set; }

    /// <summary>Positions of the nodes that are computed, in execution order.</summary>
    internal ReadOnlySpan<int> Executed => order.AsSpan(0, orderCount);

    /// <summary>What the graph does with each tensor of the table.</summary>
    internal ReadOnlySpan<TensorMarks> Marks => marks.AsSpan(0, TensorCount);

    /// <summary>The descriptor of a touched tensor; parameters of executed ones are rewritten by the raises.</summary>
    internal ref TensorDescriptor Descriptor(int position) => ref descriptors[position];

    /// <summary>The op of an executed tensor.</summary>
    internal WireOp Op(int position) => ops[position];

    /// <summary>The type of a touched tensor.</summary>
    internal TensorType Type(int position) => (TensorType)descriptors[position].Type;

    /// <summary>Positions of the sources of an executed tensor in ggml's order, -1 for none.</summary>
    internal ReadOnlySpan<int> Sources(int position) =>
        sources.AsSpan(position * dialect.MaximumSources, dialect.MaximumSources);

    /// <summary>True when the elements (or blocks) of a touched tensor's rows follow one another.</summary>
    internal bool HasDenseRows(int position) =>
        descriptors[position].Strides[0] == (uint)TensorTypes.Get(Type(position)).BlockBytes;

    /// <summary>The extents of a touched tensor.</summary>
    internal TensorShape Shape(int position)
    {
        ref TensorDescriptor d = ref descriptors[position];
        return new(d.Extents[0], d.Extents[1], d.Extents[2], d.Extents[3]);
    }

    /// <summary>The byte strides of a touched tensor.</summary>
    internal TensorShape Strides(int position)
    {
        ref TensorDescriptor d = ref descriptors[position];
        return new(d.Strides[0], d.Strides[1], d.Strides[2], d.Strides[3]);
    }

    /// <summary>Adds to what is known of a tensor.</summary>
    internal void Mark(int position, TensorMarks mark) => marks[position] |= mark;

    /// <summary>Takes up a message.</summary>
    /// <exception cref="PlacedGraphException">An id is 0, stands twice or is not in the table; an op or type is unknown.</exception>
    internal void Parse(in GraphMessage message)
    {
        Reserve(message.TensorCount, message.NodeCount);
        for (int i = 0; i < TensorCount; i++)
        {
            ulong id = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(message.Descriptor(i));
            if (id == 0 || !positions.TryAdd(id, i))
            {
                throw new PlacedGraphException(
                    $"{dialect.Name}: tensor {i} has id {id:x}, which {(id == 0 ? "names no tensor" : "stands in the table twice")}"
                );
            }
        }

        for (int i = 0; i < message.NodeCount; i++)
        {
            int position = positions.Find(message.NodeId(i));
            if (position < 0 || (marks[position] & TensorMarks.Listed) != 0)
            {
                throw new PlacedGraphException(
                    $"{dialect.Name}: node {i} has id {message.NodeId(i):x}, which {(position < 0 ? "is not in the table" : "is listed twice")}"
                );
            }

            TakeNode(message, position);
        }
    }

    /// <summary>An exception about a node, on one line: dialect, op, name, types, reason.</summary>
    internal PlacedGraphException Refusal(int position, string reason, Exception? cause = null)
    {
        ref TensorDescriptor node = ref descriptors[position];
        List<string> types = [];
        foreach (int source in Sources(position))
        {
            if (source >= 0)
            {
                types.Add(TypeText(descriptors[source].Type));
            }
        }

        string message =
            $"{dialect.Name}: {ops[position]} '{node.NameForMessages()}' ({string.Join(", ", types)} to {TypeText(node.Type)}): {reason}";
        return cause is null ? new PlacedGraphException(message) : new PlacedGraphException(message, cause);
    }

    private string TypeText(uint type) =>
        dialect.TryGetType(type, out TensorType known) ? known.ToString() : $"type {type}";

    private void TakeNode(in GraphMessage message, int position)
    {
        TensorDescriptor.Read(message.Descriptor(position), dialect, out descriptors[position]);
        ref TensorDescriptor node = ref descriptors[position];
        marks[position] |= TensorMarks.Listed;
        if (!dialect.TryGetOp(node.Op, out WireOp op))
        {
            throw new PlacedGraphException(
                $"{dialect.Name}: '{node.NameForMessages()}' has op {node.Op}, but there are {dialect.OpCount}"
            );
        }

        ops[position] = op;
        if (node.ViewSource != 0)
        {
            CheckView(message, position);
        }

        bool isSkipped = dialect.HasComputeFlag && (node.Flags & Dialect.ComputeFlag) == 0;
        if (isSkipped || op is WireOp.None or WireOp.Reshape or WireOp.View or WireOp.Permute or WireOp.Transpose)
        {
            return;
        }

        marks[position] |= TensorMarks.Executed;
        order[orderCount++] = position;
        Span<int> found = sources.AsSpan(position * dialect.MaximumSources, dialect.MaximumSources);
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = node.Sources[i] == 0 ? -1 : positions.Find(node.Sources[i]);
            if (found[i] >= 0)
            {
                Touch(message, found[i]);
            }
            else if (node.Sources[i] != 0)
            {
                found[i..].Fill(-1);
                throw Refusal(position, $"source {i} has id {node.Sources[i]:x}, which is not in the table");
            }
        }

        Touch(message, position);
        for (int i = -1; i < found.Length; i++)
        {
            int touched = i < 0 ? position : found[i];
            if (touched >= 0 && !dialect.TryGetType(descriptors[touched].Type, out _))
            {
                string which = i < 0 ? "the result" : $"source {i}";
                throw Refusal(position, $"{which} has type {descriptors[touched].Type}, which does not exist");
            }
        }
    }

    // The view's own place is what counts; but a graph whose views lead nowhere was made by no client.
    private void CheckView(in GraphMessage message, int position)
    {
        ulong viewed = descriptors[position].ViewSource;
        for (int depth = 0; viewed != 0; depth++)
        {
            int found = positions.Find(viewed);
            if (found < 0 || depth == GraphLimits.ViewDepth)
            {
                string reason = found < 0 ? "is not in the table" : "is a view of views without end";
                throw new PlacedGraphException(
                    $"{dialect.Name}: '{descriptors[position].NameForMessages()}' views {viewed:x}, which {reason}"
                );
            }

            TensorDescriptor.Read(message.Descriptor(found), dialect, out TensorDescriptor root);
            viewed = root.ViewSource;
        }
    }

    // A listed tensor was read, or will be, when its turn comes; reading it again changes nothing.
    private void Touch(in GraphMessage message, int position)
    {
        if ((marks[position] & (TensorMarks.Touched | TensorMarks.Listed)) == 0)
        {
            TensorDescriptor.Read(message.Descriptor(position), dialect, out descriptors[position]);
        }

        marks[position] |= TensorMarks.Touched;
    }

    private void Reserve(int tensors, int nodes)
    {
        TensorCount = tensors;
        orderCount = 0;
        positions.Reset(tensors);
        if (descriptors.Length < tensors)
        {
            descriptors = new TensorDescriptor[tensors];
            ops = new WireOp[tensors];
            marks = new TensorMarks[tensors];
            sources = new int[tensors * dialect.MaximumSources];
        }

        if (order.Length < nodes)
        {
            order = new int[nodes];
        }

        marks.AsSpan(0, tensors).Clear();
    }
}
