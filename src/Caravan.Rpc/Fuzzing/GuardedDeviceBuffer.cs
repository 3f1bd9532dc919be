// A buffer between inaccessible pages.
using Caravan.Graph;
using Caravan.Platform;

namespace Caravan.Rpc;

/// <summary>Memory that ends at an inaccessible page, lent to a device in place.</summary>
internal sealed unsafe class GuardedDeviceBuffer : IDeviceBuffer
{
    // Kernels may rely on addresses that are multiples of a vector's length, as those of any buffer are.
    private const long Alignment = 64;

    private readonly PageMemory memory;

    /// <exception cref="DeviceException">The device does not use memory of this process, or there is not enough.</exception>
    internal GuardedDeviceBuffer(IDevice device, long bytes)
    {
        int page = SystemCalls.Current.PageBytes;
        long aligned = (Math.Max(1, bytes) + Alignment - 1) / Alignment * Alignment;
        long inner = (aligned + page - 1) / page * page;
        try
        {
            memory = new PageMemory(inner + (2L * page));
        }
        catch (InsufficientMemoryException problem)
        {
            throw new DeviceException(problem.Message, problem);
        }

        // Where this fails the run still checks everything but accesses outside the buffer.
        memory.TryProtectNone(0, page);
        memory.TryProtectNone(page + inner, page);

        // [start, start + aligned) lies within the accessible pages and ends with the last of them.
        byte* start = memory.Pointer + page + inner - aligned;
        Inner =
            device.Import(start, bytes)
            ?? throw new DeviceException("the device does not use memory of this process, which is what guards need");
    }

    /// <summary>The buffer as the device knows it.</summary>
    internal IDeviceBuffer Inner { get; }

    /// <inheritdoc/>
    public long Bytes => Inner.Bytes;

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> source) => Inner.Write(offset, source);

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination) => Inner.Read(offset, destination);

    /// <inheritdoc/>
    public void Clear() => Inner.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        Inner.Dispose();
        memory.Dispose();
    }
}
