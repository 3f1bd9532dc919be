// Memory of this process as a device buffer.
using Caravan.Graph;
using Caravan.Platform;

namespace Caravan.Cpu;

/// <summary>A buffer of the CPU device: memory of its own, or memory of somebody else used in place.</summary>
public sealed unsafe class CpuBuffer : IDeviceBuffer
{
    // The largest piece that a span can cover, kept aligned.
    private const int LargestPiece = 1 << 30;

    // Weights copied to the device and caches: a page more or less does not matter to them.
    private const long LeastHugeBytes = 8 << 20;

    private readonly IDisposable? owned;
    private byte* memory;

    internal CpuBuffer(long bytes)
    {
        if (bytes < LeastHugeBytes)
        {
            NativeBlock block = new(bytes);
            owned = block;
            memory = block.Pointer;
        }
        else
        {
            PageMemory pages = AllocateHuge(bytes);
            owned = pages;
            memory = pages.Pointer;
        }

        Bytes = bytes;
    }

    internal CpuBuffer(byte* memory, long bytes)
    {
        this.memory = memory;
        Bytes = bytes;
    }

    /// <inheritdoc/>
    public long Bytes { get; }

    /// <summary>The first byte.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    internal byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(memory is null, this);
            return memory;
        }
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        CheckRange(offset, source.Length);
        source.CopyTo(new Span<byte>(Pointer + offset, source.Length));
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        CheckRange(offset, destination.Length);
        new ReadOnlySpan<byte>(Pointer + offset, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        byte* start = Pointer;
        for (long done = 0; done < Bytes; done += LargestPiece)
        {
            new Span<byte>(start + done, (int)Math.Min(LargestPiece, Bytes - done)).Clear();
        }

        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        memory = null;
        owned?.Dispose();
    }

    private static PageMemory AllocateHuge(long bytes)
    {
        try
        {
            return new PageMemory(bytes, hugePages: true);
        }
        catch (InsufficientMemoryException exception)
        {
            throw new DeviceException(
                $"the system gave no {bytes >> 20} MiB of memory; use a smaller context or model, or free memory",
                exception
            );
        }
    }

    private void CheckRange(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Bytes - offset);
    }
}
