// The buffers of a connection: handles and addresses that it was given, and what they stand for.
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Caravan.Graph;
using Caravan.Platform;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// Buffers by handle. Handles and addresses are drawn at random and are never pointers; address ranges of two buffers do not
/// meet, even by their ends. Everything is freed with the table. Used by one thread.
/// </summary>
internal sealed class BufferTable : IDisposable
{
    // Addresses begin between 2^40 and 2^41 and leave up to 2^24 pages between buffers.
    private const ulong FirstAddress = 1UL << 40;
    private const ulong LastAddress = 1UL << 62;
    private const ulong LargestGapPages = 1UL << 24;

    private readonly Dialect dialect;
    private readonly Dictionary<ulong, WorkerBuffer> buffers = [];
    private readonly ulong page = (ulong)SystemCalls.Current.PageBytes;
    private ulong nextAddress;

    internal BufferTable(Dialect dialect)
    {
        this.dialect = dialect;
        nextAddress = (FirstAddress + (Random() % FirstAddress)) / page * page;
    }

    /// <summary>Number of buffers.</summary>
    internal int Count => buffers.Count;

    /// <summary>Bytes of all buffers.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Allocates a buffer on a device.</summary>
    /// <returns>Null when it cannot be had.</returns>
    internal WorkerBuffer? Allocate(WorkerDevice device, ulong bytes)
    {
        if (bytes > FrameLimits.BufferBytes || buffers.Count >= FrameLimits.Buffers)
        {
            return null;
        }

        ulong pages = Math.Max(1, (bytes + page - 1) / page);
        ulong gap = 1 + (Random() % LargestGapPages);
        ulong following = nextAddress + ((pages + gap) * page);
        if (following > LastAddress)
        {
            return null;
        }

        ulong handle;
        do
        {
            handle = Random();
        } while (handle == 0 || buffers.ContainsKey(handle));

        if (WorkerBuffer.Create(device, (long)bytes, handle, nextAddress) is not { } buffer)
        {
            return null;
        }

        nextAddress = following;
        buffers.Add(handle, buffer);
        Bytes += buffer.Bytes;
        return buffer;
    }

    /// <summary>The buffer with a handle.</summary>
    /// <exception cref="BadFrameException">There is none.</exception>
    internal WorkerBuffer this[ulong handle] =>
        buffers.TryGetValue(handle, out WorkerBuffer? buffer)
            ? buffer
            : throw new BadFrameException($"buffer {handle:x} is not known");

    /// <summary>Frees a buffer.</summary>
    internal void Free(WorkerBuffer buffer)
    {
        buffers.Remove(buffer.Handle);
        Bytes -= buffer.Bytes;
        buffer.Free();
    }

    /// <summary>Bytes that a tensor touches.</summary>
    /// <exception cref="BadFrameException">The type does not exist, rows are not of whole blocks, or the size has no end.</exception>
    internal long Footprint(in TensorDescriptor tensor)
    {
        if (!dialect.TryGetType(tensor.Type, out TensorType type))
        {
            throw new BadFrameException(
                $"tensor {tensor.NameForMessages()} has type {tensor.Type}, which does not exist"
            );
        }

        if (type == TensorType.Q8_K && dialect.Q8_K_BlockBytes != TensorTypes.Get(type).BlockBytes)
        {
            throw new BadFrameException($"tensor {tensor.NameForMessages()} is Q8_K, which differs between peers");
        }

        try
        {
            return Graph.Footprint.Bytes(type, Shape(tensor.Extents), Shape(tensor.Strides));
        }
        catch (Exception problem) when (problem is GraphException or TensorFormatException)
        {
            throw new BadFrameException($"tensor {tensor.NameForMessages()}: {problem.Message}", problem);
        }
    }

    /// <summary>Where a tensor lies.</summary>
    /// <exception cref="BadFrameException">It is malformed, or does not lie within a buffer of this connection.</exception>
    internal TensorRegion Locate(in TensorDescriptor tensor)
    {
        long bytes = Footprint(tensor);
        WorkerBuffer buffer = this[tensor.Buffer];
        if (!TryFind(tensor.Buffer, tensor.Data, out _, out long offset) || bytes > buffer.Bytes - offset)
        {
            throw new BadFrameException(
                $"tensor {tensor.NameForMessages()} of {bytes} bytes does not lie within its buffer of {buffer.Bytes} bytes"
            );
        }

        return new TensorRegion(buffer, offset, bytes);
    }

    /// <summary>Marks buffers in which a graph computes.</summary>
    internal void MarkComputed(ulong handle)
    {
        if (buffers.TryGetValue(handle, out WorkerBuffer? buffer))
        {
            buffer.IsComputed = true;
        }
    }

    /// <summary>The buffer with a handle, and an address as an offset in it, from 0 to its size.</summary>
    internal bool TryFind(ulong handle, ulong address, [NotNullWhen(true)] out WorkerBuffer? buffer, out long offset)
    {
        bool found =
            buffers.TryGetValue(handle, out buffer)
            && address >= buffer.Address
            && address - buffer.Address <= (ulong)buffer.Bytes;
        offset = found ? (long)(address - buffer!.Address) : 0;
        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (WorkerBuffer buffer in buffers.Values)
        {
            buffer.Free();
        }

        buffers.Clear();
        Bytes = 0;
    }

    private static TensorShape Shape(in TensorDescriptor.Four words) => new(words[0], words[1], words[2], words[3]);

    private static ulong Random()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
