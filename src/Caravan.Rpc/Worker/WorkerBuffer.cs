// A buffer that a client allocated.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Platform;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Rpc;

/// <summary>
/// Bytes on a device under a handle and an address that mean nothing but to the connection. Where the device can use memory
/// of this process, it is reserved address space, written and read in place. Offsets and counts are the caller's to check;
/// they are checked again where memory is touched.
/// </summary>
internal sealed unsafe class WorkerBuffer
{
    private readonly WorkerDevice owner;
    private readonly ReservedMemory? memory;
    private readonly long taken;
    private int holders = 1;
    private int maps;
    private volatile bool freed;

    private WorkerBuffer(WorkerDevice owner, long bytes, long taken, ulong handle, ulong address)
    {
        this.owner = owner;
        this.taken = taken;
        Bytes = bytes;
        Handle = handle;
        Address = address;
        ReservedMemory reserved = new(Math.Max(1, bytes));
        // The reserved memory is at least as long as the buffer and is freed after the device's buffer.
        if (owner.Device.Import(reserved.Pointer, bytes) is { } imported)
        {
            memory = reserved;
            DeviceBuffer = imported;
            return;
        }

        reserved.Dispose();
        DeviceBuffer = owner.Device.Allocate(bytes);
    }

    /// <summary>The number that names it in requests.</summary>
    internal ulong Handle { get; }

    /// <summary>The address of its first byte that clients reckon with.</summary>
    internal ulong Address { get; }

    /// <summary>Size in bytes.</summary>
    internal long Bytes { get; }

    /// <summary>The device that holds it.</summary>
    internal WorkerDevice Owner => owner;

    /// <summary>The bytes on the device.</summary>
    internal IDeviceBuffer DeviceBuffer { get; }

    /// <summary>True once a graph computes a tensor in it: then it holds no weights.</summary>
    internal bool IsComputed { get; set; }

    /// <summary>True once the client has freed it, or is gone.</summary>
    internal bool IsFreed => freed;

    /// <summary>Allocates.</summary>
    /// <returns>Null when the device has not enough memory left.</returns>
    internal static WorkerBuffer? Create(WorkerDevice owner, long bytes, ulong handle, ulong address)
    {
        long page = SystemCalls.Current.PageBytes;
        long taken = Math.Max(page, (bytes + page - 1) / page * page);
        if (!owner.TryTake(taken))
        {
            return null;
        }

        try
        {
            return new WorkerBuffer(owner, bytes, taken, handle, address);
        }
        catch (Exception problem) when (problem is InsufficientMemoryException or DeviceException)
        {
            owner.Give(taken);
            return null;
        }
    }

    /// <summary>Writes bytes.</summary>
    internal void Write(long offset, ReadOnlySpan<byte> source) => DeviceBuffer.Write(offset, source);

    /// <summary>Reads bytes.</summary>
    internal void Read(long offset, Span<byte> destination) => DeviceBuffer.Read(offset, destination);

    /// <summary>Bytes at an offset where they lie, or a copy of them: as many as one span takes.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="count">Bytes wanted, at least one.</param>
    /// <param name="scratch">Room for a copy.</param>
    internal ReadOnlySpan<byte> Peek(long offset, long count, Span<byte> scratch)
    {
        if (memory is not null)
        {
            CheckRange(offset, count);
            return new ReadOnlySpan<byte>(memory.Pointer + offset, (int)Math.Min(count, FrameLimits.PieceBytes));
        }

        Span<byte> piece = scratch[..(int)Math.Min(count, scratch.Length)];
        DeviceBuffer.Read(offset, piece);
        return piece;
    }

    /// <summary>Receives bytes from a client.</summary>
    internal void Receive(FrameReader reader, long offset, long count)
    {
        CheckRange(offset, count);
        for (long done = 0; done < count; )
        {
            if (memory is not null)
            {
                int piece = (int)Math.Min(FrameLimits.PieceBytes, count - done);
                reader.ReadInto(new Span<byte>(memory.Pointer + offset + done, piece));
                done += piece;
            }
            else
            {
                int piece = (int)Math.Min(FrameLimits.ReceiveBytes, count - done);
                DeviceBuffer.Write(offset + done, reader.Read(piece));
                done += piece;
            }
        }
    }

    /// <summary>Puts a file's bytes at an offset.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="file">Opened for reading.</param>
    /// <param name="count">Bytes.</param>
    /// <param name="mayMap">The file is never rewritten, so its pages may be used in place.</param>
    /// <returns>True when pages were mapped.</returns>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    internal bool ReadFile(long offset, SafeFileHandle file, long count, bool mayMap)
    {
        CheckRange(offset, count);
        if (memory is null)
        {
            byte[] piece = new byte[FrameLimits.ReceiveBytes];
            for (long done = 0; done < count; )
            {
                int read = RandomAccess.Read(file, piece.AsSpan(0, (int)Math.Min(piece.Length, count - done)), done);
                DeviceBuffer.Write(offset + done, piece.AsSpan(0, read));
                done +=
                    read > 0 ? read : throw new EndOfStreamException($"the file ends after {done} of {count} bytes");
            }

            return false;
        }

        if (!mayMap || !owner.TryTakeMap())
        {
            memory.ReadFile(offset, file, 0, count);
            return false;
        }

        maps++;
        return memory.ShowFile(offset, file, count) > 0;
    }

    /// <summary>Sets all bytes to a value.</summary>
    internal void Clear(byte value)
    {
        if (memory is not null)
        {
            memory.Fill(0, Bytes, value);
        }
        else if (value == 0)
        {
            DeviceBuffer.Clear();
        }
        else
        {
            Fill(0, Bytes, value);
        }
    }

    /// <summary>Sets bytes to a value.</summary>
    internal void Fill(long offset, long count, byte value)
    {
        CheckRange(offset, count);
        if (memory is not null)
        {
            NativeMemory.Fill(memory.Pointer + offset, (nuint)count, value);
            return;
        }

        byte[] piece = new byte[FrameLimits.ReceiveBytes];
        Array.Fill(piece, value);
        for (long done = 0; done < count; done += piece.Length)
        {
            DeviceBuffer.Write(offset + done, piece.AsSpan(0, (int)Math.Min(piece.Length, count - done)));
        }
    }

    /// <summary>Copies bytes, of another buffer or of this one; the ranges may overlap.</summary>
    internal void CopyFrom(WorkerBuffer source, long sourceOffset, long offset, long count)
    {
        CheckRange(offset, count);
        source.CheckRange(sourceOffset, count);
        if (memory is not null && source.memory is not null)
        {
            // Both ranges were checked above; MemoryCopy allows for overlap.
            Buffer.MemoryCopy(source.memory.Pointer + sourceOffset, memory.Pointer + offset, count, count);
            return;
        }

        byte[] copy = new byte[count];
        source.Read(sourceOffset, copy);
        Write(offset, copy);
    }

    /// <summary>Keeps the memory until <see cref="Release"/>, whatever the client frees.</summary>
    internal void Hold() => Interlocked.Increment(ref holders);

    /// <summary>The client gives up its hold.</summary>
    internal void Free()
    {
        freed = true;
        Release();
    }

    /// <summary>Gives up a hold; the last frees the memory.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref holders) != 0)
        {
            return;
        }

        DeviceBuffer.Dispose();
        memory?.Dispose();
        owner.GiveMaps(maps);
        owner.Give(taken);
    }

    private void CheckRange(long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Bytes - offset);
    }
}
