// Memory outside the garbage collector's heap that begins on a page.
namespace Caravan.Platform;

/// <summary>Zeroed memory of any size that begins on a page, for weights, caches and work buffers.</summary>
public sealed unsafe class PageMemory : IDisposable
{
    private readonly ISystemCalls system;
    private byte* pointer;

    /// <summary>Allocates <paramref name="length"/> bytes.</summary>
    /// <param name="length">Bytes, at least one.</param>
    /// <param name="hugePages">Ask for huge pages, which save address translation on large buffers.</param>
    /// <param name="system">The system calls to use; those of this machine when null.</param>
    /// <exception cref="InsufficientMemoryException">The system has no such amount.</exception>
    public PageMemory(long length, bool hugePages = false, ISystemCalls? system = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        this.system = system ?? SystemCalls.Current;
        Length = length;
        pointer = (byte*)this.system.Allocate(length, hugePages);
    }

    /// <summary>Frees the memory of an owner that forgot to.</summary>
    ~PageMemory() => Release();

    /// <summary>Bytes allocated.</summary>
    public long Length { get; }

    /// <summary>First byte; a multiple of the page size; valid for <see cref="Length"/> bytes until disposal.</summary>
    /// <exception cref="ObjectDisposedException">The memory has been freed.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(pointer == null, this);
            return pointer;
        }
    }

    /// <summary>Makes whole pages inaccessible for good: touching them ends the process.</summary>
    /// <param name="offset">First byte, a multiple of the page size.</param>
    /// <param name="count">Bytes, a multiple of the page size.</param>
    /// <returns>False when the system cannot do so.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not of whole pages of this memory.</exception>
    public bool TryProtectNone(long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - offset);
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % system.PageBytes, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(count % system.PageBytes, 0);
        return system.TryProtectNone((nint)(Pointer + offset), count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (pointer != null)
        {
            system.Free((nint)pointer, Length);
            pointer = null;
        }
    }
}
