// A device of a worker, behind the contract of all devices.
using System.Buffers.Binary;
using System.Globalization;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>One device of a worker that speaks a dialect of the ggml RPC protocol.</summary>
public sealed class RpcDevice : IDevice, IBulkUpload
{
    internal RpcDevice(RpcServer server, int index, int alignment, long largestBuffer, long total, long free)
    {
        Server = server;
        Index = index;
        Alignment = alignment;
        LargestBuffer = largestBuffer;
        Info = new DeviceInfo(
            string.Create(CultureInfo.InvariantCulture, $"RPC{index}[{server.Endpoint}]"),
            $"{server.Dialect.Peer} worker, protocol {server.Version}",
            total,
            free
        );
    }

    /// <inheritdoc/>
    public DeviceInfo Info { get; }

    /// <summary>The worker.</summary>
    public RpcServer Server { get; }

    /// <summary>Number of the device among the worker's.</summary>
    public int Index { get; }

    /// <summary>Alignment of tensors in bytes, a power of two.</summary>
    public int Alignment { get; }

    /// <inheritdoc/>
    long IDevice.Alignment => Alignment;

    /// <inheritdoc/>
    public long LargestBuffer { get; }

    /// <summary>The program whose graph the worker stored last for this device; guarded by the connection's gate.</summary>
    internal RpcProgram? LastProgram { get; set; }

    /// <summary>Version of that graph's message.</summary>
    internal long LastVersion { get; set; }

    /// <inheritdoc/>
    public long AllocationBytes(TensorType type, TensorShape shape) =>
        Server.AllocationBytes(Index, type, shape, shape.Bytes(type));

    /// <inheritdoc/>
    public long AllocationBytes(GraphTensor tensor, in SymbolValues maximum) =>
        ScratchSizes.AllocationBytes(this, tensor, maximum);

    /// <inheritdoc/>
    public void Upload(IReadOnlyList<WeightSource> weights, Action<long> progress, CancellationToken cancellation) =>
        new WeightUploader(Server, new WeightHashes(WeightHashIndex.Folder), progress, cancellation).Run(weights);

    /// <inheritdoc/>
    public string? WhyUnsupported(GraphTensor node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return OpLowering.WhyUnsupported(node, Server.Dialect);
    }

    /// <inheritdoc/>
    public bool StoresConsecutiveRowsOnly(TensorType type) => CacheCopy.IsCopied(type, Server.Dialect);

    /// <inheritdoc/>
    public IDeviceBuffer Allocate(long bytes)
    {
        RpcBuffer buffer = AllocateUncleared(bytes);
        buffer.Clear();
        return buffer;
    }

    /// <inheritdoc/>
    public unsafe IDeviceBuffer? Import(byte* memory, long bytes) => null;

    /// <inheritdoc/>
    public IProgram Compile(Graph.Graph graph, TensorBindings bindings, SymbolValues maximum)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(bindings);
        return new RpcProgram(this, graph, bindings, maximum);
    }

    /// <inheritdoc/>
    public IPlacedProgram CompilePlaced(PlacedGraph graph) =>
        throw new DeviceException($"{Info.Name} does not run graphs that other clients placed");

    /// <summary>Does nothing: the worker's connection is closed with its <see cref="RpcServer"/>.</summary>
    public void Dispose() { }

    /// <summary>A buffer whose bytes may be anything.</summary>
    /// <exception cref="DeviceException">There is not enough memory.</exception>
    internal RpcBuffer AllocateUncleared(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long wanted = Math.Max(bytes, Alignment);
        if (wanted > LargestBuffer)
        {
            throw new DeviceException(
                $"{Info.Name} takes buffers of at most {LargestBuffer} bytes, asked for {wanted}"
            );
        }

        RpcConnection connection = Server.Connection;
        Span<byte> request = stackalloc byte[sizeof(uint) + sizeof(ulong)];
        BinaryPrimitives.WriteInt32LittleEndian(request, Index);
        BinaryPrimitives.WriteInt64LittleEndian(request[sizeof(uint)..], wanted);
        Span<byte> answer = stackalloc byte[2 * sizeof(ulong)];
        connection.Exchange(RpcCommand.AllocateBuffer, request, answer);
        ulong handle = BinaryPrimitives.ReadUInt64LittleEndian(answer);
        ulong granted = BinaryPrimitives.ReadUInt64LittleEndian(answer[sizeof(ulong)..]);
        if (handle == 0)
        {
            throw new DeviceException(
                $"{Info.Name} has no {wanted / 1048576.0:0.0} MiB left ({Info.FreeBytes / 1048576.0:0.0} MiB were free at the start); put fewer layers on it or use a smaller cache"
            );
        }

        if (granted < (ulong)wanted)
        {
            throw connection.Refuse(
                RpcCommand.AllocateBuffer,
                $"it granted {granted} bytes, expected at least the {wanted} asked for"
            );
        }

        Span<byte> address = stackalloc byte[sizeof(ulong)];
        connection.Exchange(RpcCommand.GetBufferBase, answer[..sizeof(ulong)], address);
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(address);
        if (start == 0 || start % (ulong)Alignment != 0 || start > ulong.MaxValue - (ulong)wanted)
        {
            throw connection.Refuse(
                RpcCommand.GetBufferBase,
                $"the buffer stands at address {start:x}, expected a multiple of the alignment {Alignment} other than 0"
            );
        }

        return new RpcBuffer(Server, handle, start, wanted);
    }
}
