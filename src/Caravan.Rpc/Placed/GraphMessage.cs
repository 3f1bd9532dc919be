// The frame of GRAPH_COMPUTE: which bytes are node ids and which are descriptors.
using System.Buffers.Binary;

namespace Caravan.Rpc;

/// <summary>
/// The payload of GRAPH_COMPUTE: device u32, nodes u32, node ids u64 each, tensors u32, descriptors. Its sizes are checked
/// when it is taken up, so that the parts can be read without further care.
/// </summary>
internal readonly ref struct GraphMessage
{
    private const int NodesOffset = 4;
    private const int IdsOffset = 8;
    private readonly Dialect dialect;

    /// <summary>Checks the sizes.</summary>
    /// <param name="payload">The payload, from the device number on.</param>
    /// <param name="dialect">Gives the length of a descriptor.</param>
    /// <exception cref="PlacedGraphException">The counts exceed the limits or do not add up to the payload's length.</exception>
    internal GraphMessage(ReadOnlySpan<byte> payload, Dialect dialect)
    {
        this.dialect = dialect;
        Payload = payload;
        if (payload.Length < IdsOffset + 4)
        {
            throw new PlacedGraphException(
                $"{dialect.Name}: a graph of {payload.Length} bytes has no room for its counts"
            );
        }

        uint nodes = BinaryPrimitives.ReadUInt32LittleEndian(payload[NodesOffset..]);
        long tensorsOffset = IdsOffset + (8L * nodes);
        if (nodes > GraphLimits.Nodes || tensorsOffset + 4 > payload.Length)
        {
            throw new PlacedGraphException(
                $"{dialect.Name}: {nodes} nodes do not fit a graph of {payload.Length} bytes and at most {GraphLimits.Nodes} nodes"
            );
        }

        NodeCount = (int)nodes;
        uint tensors = BinaryPrimitives.ReadUInt32LittleEndian(payload[(int)tensorsOffset..]);
        long length = tensorsOffset + 4 + ((long)dialect.DescriptorBytes * tensors);
        if (tensors > GraphLimits.Tensors || length != payload.Length)
        {
            throw new PlacedGraphException(
                $"{dialect.Name}: {nodes} nodes and {tensors} tensors take {length} bytes, but the graph has {payload.Length}; "
                    + $"at most {GraphLimits.Tensors} tensors are taken"
            );
        }

        TensorCount = (int)tensors;
        NodeIds = payload.Slice(IdsOffset, 8 * NodeCount);
        TableOffset = (int)tensorsOffset + 4;
    }

    /// <summary>All bytes.</summary>
    internal ReadOnlySpan<byte> Payload { get; }

    /// <summary>Nodes in the list.</summary>
    internal int NodeCount { get; }

    /// <summary>Descriptors in the table.</summary>
    internal int TensorCount { get; }

    /// <summary>The ids of the nodes in execution order, 8 bytes each.</summary>
    internal ReadOnlySpan<byte> NodeIds { get; }

    /// <summary>Where the first descriptor begins in the payload.</summary>
    internal int TableOffset { get; }

    /// <summary>The id of a node.</summary>
    internal ulong NodeId(int index) => BinaryPrimitives.ReadUInt64LittleEndian(NodeIds[(8 * index)..]);

    /// <summary>The bytes of a descriptor.</summary>
    internal ReadOnlySpan<byte> Descriptor(int index) =>
        Payload.Slice(TableOffset + (index * dialect.DescriptorBytes), dialect.DescriptorBytes);
}
