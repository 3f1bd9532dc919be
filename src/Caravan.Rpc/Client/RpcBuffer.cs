// A buffer in a worker's memory.
using System.Buffers.Binary;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>A range of bytes on a worker, named by a handle and placed at an address, both opaque.</summary>
public sealed class RpcBuffer : IDeviceBuffer
{
    // Real workers take at most 1 GiB from the system at once, and buffer a whole message before they copy it.
    private const int MaximumPiece = 1 << 28;

    private readonly RpcServer server;
    private bool isFreed;

    internal RpcBuffer(RpcServer server, ulong handle, ulong address, long bytes)
    {
        this.server = server;
        Handle = handle;
        Address = address;
        Bytes = bytes;
    }

    /// <inheritdoc/>
    public long Bytes { get; }

    /// <summary>The worker's name for the buffer.</summary>
    internal ulong Handle { get; }

    /// <summary>Address of the first byte.</summary>
    internal ulong Address { get; }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        Check(offset, source.Length);
        while (source.Length > 0)
        {
            int bytes = Math.Min(source.Length, MaximumPiece);
            RpcConnection connection = server.Connection;
            lock (connection.Gate)
            {
                BeginWrite(offset, bytes, 0);
                connection.Flush(source[..bytes]);
            }

            offset += bytes;
            source = source[bytes..];
        }
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        while (destination.Length > 0)
        {
            int bytes = Math.Min(destination.Length, MaximumPiece);
            RpcConnection connection = server.Connection;
            lock (connection.Gate)
            {
                BeginRead(offset, bytes);
                connection.Flush();
                connection.Receive(RpcCommand.GetTensor, destination[..bytes]);
            }

            offset += bytes;
            destination = destination[bytes..];
        }
    }

    /// <inheritdoc/>
    public void Clear()
    {
        Span<byte> request = stackalloc byte[sizeof(ulong) + 1];
        BinaryPrimitives.WriteUInt64LittleEndian(request, Handle);
        request[^1] = 0;
        Command(RpcCommand.ClearBuffer, request);
    }

    /// <summary>Frees the buffer, unless the connection has gone and freed it already.</summary>
    public void Dispose()
    {
        if (isFreed)
        {
            return;
        }

        isFreed = true;
        Span<byte> request = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(request, Handle);
        try
        {
            Command(RpcCommand.FreeBuffer, request);
        }
        catch (RpcException)
        {
            // A worker frees what a closed connection leaves.
        }
    }

    /// <summary>
    /// Gathers the head of a write: the caller fills the returned span or sends the bytes behind it. Needs the connection's
    /// gate; the range must lie in the buffer.
    /// </summary>
    /// <param name="offset">First byte.</param>
    /// <param name="bytes">Number of bytes.</param>
    /// <param name="gatheredBytes">How many of them are gathered.</param>
    /// <param name="isWeight">True for bytes a worker may keep for later connections.</param>
    internal Span<byte> BeginWrite(long offset, long bytes, int gatheredBytes, bool isWeight = false)
    {
        Dialect dialect = server.Dialect;
        int head = dialect.DescriptorBytes + (dialect.HasCacheFlag ? 1 : 0) + sizeof(ulong);
        Span<byte> request = server.Connection.Begin(RpcCommand.SetTensor, head + bytes, head + gatheredBytes);
        RawRange.Describe(Handle, Address + (ulong)offset, bytes).Write(request, dialect);
        if (dialect.HasCacheFlag)
        {
            request[dialect.DescriptorBytes] = isWeight ? (byte)1 : (byte)0;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(request[(head - sizeof(ulong))..], 0);
        return request[head..];
    }

    /// <summary>Gathers the request for bytes that lie in the buffer. Needs the connection's gate.</summary>
    internal void BeginRead(long offset, int bytes)
    {
        Check(offset, bytes);
        int descriptorBytes = server.Dialect.DescriptorBytes;
        int payload = descriptorBytes + (2 * sizeof(ulong));
        Span<byte> request = server.Connection.Begin(RpcCommand.GetTensor, payload, payload);
        RawRange.Describe(Handle, Address + (ulong)offset, bytes).Write(request, server.Dialect);
        BinaryPrimitives.WriteUInt64LittleEndian(request[descriptorBytes..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(request[(descriptorBytes + sizeof(ulong))..], bytes);
    }

    private void Command(RpcCommand command, ReadOnlySpan<byte> request)
    {
        RpcConnection connection = server.Connection;
        if (server.Dialect.AnswersCommandsWithoutResult)
        {
            connection.Exchange(command, request, []);
            return;
        }

        lock (connection.Gate)
        {
            request.CopyTo(connection.Begin(command, request.Length, request.Length));
            connection.Flush();
        }
    }

    private void Check(long offset, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Bytes - offset);
    }
}
