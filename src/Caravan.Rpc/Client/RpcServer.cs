// One worker and its devices, behind one connection.
using System.Buffers.Binary;
using System.Collections.Immutable;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// A connection to a worker. Its devices share it: requests are serialized, each device's programs may be driven from
/// threads of their own. Buffers and programs end with it.
/// </summary>
public sealed class RpcServer : IDisposable
{
    private const uint MaximumDevices = 64;

    // The largest alignment any backend has is 4096; a page of a large-page system is taken as well.
    private const ulong MaximumAlignment = 1 << 16;

    private readonly Dictionary<string, long> allocationSizes = [];

    private RpcServer(RpcConnection connection, Dialect dialect, RpcVersion version)
    {
        Connection = connection;
        Dialect = dialect;
        Version = version;
    }

    /// <summary>The worker's address.</summary>
    public RpcEndpoint Endpoint => Connection.Endpoint;

    /// <summary>What it speaks.</summary>
    public Dialect Dialect { get; }

    /// <summary>The version it claims.</summary>
    public RpcVersion Version { get; }

    /// <summary>Its devices in its order.</summary>
    public ImmutableArray<RpcDevice> Devices { get; private set; } = [];

    /// <summary>What the connection has carried.</summary>
    public RpcTraffic Traffic => Connection.Traffic;

    /// <summary>The connection.</summary>
    internal RpcConnection Connection { get; }

    /// <summary>Connects to a worker, finds out what it speaks and lists its devices.</summary>
    /// <param name="endpoint">The worker.</param>
    /// <param name="options">Dialect and patience; null for the defaults.</param>
    /// <exception cref="RpcException">It cannot be reached, or its answers make no sense.</exception>
    public static RpcServer Connect(RpcEndpoint endpoint, RpcClientOptions? options = null)
    {
        (RpcConnection connection, Dialect dialect, RpcVersion version) = DialectDetection.Open(
            endpoint,
            options ?? new RpcClientOptions()
        );
        RpcServer server = new(connection, dialect, version);
        try
        {
            server.Devices = server.ListDevices();
            return server;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connection, which frees everything on the worker; threads that wait on it get an exception.</summary>
    public void Dispose() => Connection.Dispose();

    /// <summary>The bytes a tensor needs in the memory of a device, padding that its kernels read included.</summary>
    /// <remarks>Only asked where the protocol has the client ask.</remarks>
    internal long AllocationBytes(int device, TensorType type, TensorShape shape, long bytes)
    {
        const int CudaRowPadding = 512;
        return TensorTypes.Get(type).IsQuantized && shape.Ne0 % CudaRowPadding != 0
            ? AskAllocationBytes(device, Describe(type, shape), [], bytes)
            : bytes;
    }

    /// <summary>Asks for the size of a tensor with given sources, once for each form.</summary>
    /// <param name="device">Number of the device.</param>
    /// <param name="tensor">The tensor, without a place.</param>
    /// <param name="sources">Its sources, without places.</param>
    /// <param name="bytes">Its own bytes, the least that makes sense.</param>
    internal long AskAllocationBytes(
        int device,
        in TensorDescriptor tensor,
        ReadOnlySpan<TensorDescriptor> sources,
        long bytes
    )
    {
        byte[] request = new byte[sizeof(uint) + (Dialect.DescriptorBytes * (1 + Dialect.AllocationSizeSources))];
        BinaryPrimitives.WriteInt32LittleEndian(request, device);
        tensor.Write(request.AsSpan(sizeof(uint)), Dialect);
        for (int i = 0; i < Math.Min(sources.Length, Dialect.AllocationSizeSources); i++)
        {
            sources[i].Write(request.AsSpan(sizeof(uint) + (Dialect.DescriptorBytes * (i + 1))), Dialect);
        }

        string form = Convert.ToBase64String(request);
        lock (allocationSizes)
        {
            if (allocationSizes.TryGetValue(form, out long known))
            {
                return known;
            }
        }

        ulong answer = AskNumber(RpcCommand.GetAllocationSize, request);
        if (answer < (ulong)bytes || answer > ((ulong)bytes * 16) + (1UL << 32))
        {
            throw Connection.Refuse(
                RpcCommand.GetAllocationSize,
                $"it gives a tensor of {bytes} bytes {answer}, expected as many or somewhat more"
            );
        }

        lock (allocationSizes)
        {
            allocationSizes[form] = (long)answer;
        }

        return (long)answer;
    }

    /// <summary>A descriptor of a dense tensor without a place.</summary>
    internal static TensorDescriptor Describe(TensorType type, TensorShape shape)
    {
        TensorDescriptor descriptor = default;
        descriptor.Id = 1;
        descriptor.Type = (uint)type;
        TensorTypeTraits traits = TensorTypes.Get(type);
        long stride = traits.BlockBytes;
        ReadOnlySpan<long> extents = [shape.Ne0, shape.Ne1, shape.Ne2, shape.Ne3];
        for (int i = 0; i < extents.Length; i++)
        {
            descriptor.Extents[i] = checked((uint)extents[i]);
            descriptor.Strides[i] = (uint)stride;
            stride = i == 0 ? traits.RowBytes(extents[0]) : stride * extents[i];
        }

        return descriptor;
    }

    private ImmutableArray<RpcDevice> ListDevices()
    {
        Span<byte> count = stackalloc byte[sizeof(uint)];
        Connection.Exchange(RpcCommand.GetDeviceCount, [], count);
        uint devices = BinaryPrimitives.ReadUInt32LittleEndian(count);
        if (devices is 0 or > MaximumDevices)
        {
            throw Connection.Refuse(
                RpcCommand.GetDeviceCount,
                $"it claims {devices} devices, expected 1 to {MaximumDevices}"
            );
        }

        ImmutableArray<RpcDevice>.Builder list = ImmutableArray.CreateBuilder<RpcDevice>();
        Span<byte> device = stackalloc byte[sizeof(uint)];
        Span<byte> memory = stackalloc byte[2 * sizeof(ulong)];
        for (int i = 0; i < devices; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(device, i);
            ulong alignment = AskNumber(RpcCommand.GetAlignment, device);
            if (alignment is 0 or > MaximumAlignment || !ulong.IsPow2(alignment))
            {
                throw Connection.Refuse(
                    RpcCommand.GetAlignment,
                    $"device {i} has alignment {alignment}, expected a power of two up to {MaximumAlignment}"
                );
            }

            ulong maximum = AskNumber(RpcCommand.GetMaximumSize, device);
            if (maximum < alignment)
            {
                throw Connection.Refuse(
                    RpcCommand.GetMaximumSize,
                    $"device {i} takes buffers of {maximum} bytes at the most, expected at least its alignment {alignment}"
                );
            }

            Connection.Exchange(RpcCommand.GetDeviceMemory, device, memory);
            ulong free = BinaryPrimitives.ReadUInt64LittleEndian(memory);
            ulong total = BinaryPrimitives.ReadUInt64LittleEndian(memory[sizeof(ulong)..]);
            list.Add(new RpcDevice(this, i, (int)alignment, Limited(maximum), Limited(total), Limited(free)));
        }

        return list.ToImmutable();
    }

    private ulong AskNumber(RpcCommand command, ReadOnlySpan<byte> request)
    {
        Span<byte> answer = stackalloc byte[sizeof(ulong)];
        Connection.Exchange(command, request, answer);
        return BinaryPrimitives.ReadUInt64LittleEndian(answer);
    }

    private static long Limited(ulong bytes) => (long)Math.Min(bytes, long.MaxValue);
}
