// A file mapped read-only into memory, with its bounds.
using Microsoft.Win32.SafeHandles;

namespace Caravan.Platform;

/// <summary>
/// A whole file mapped read-only. <see cref="Pointer"/> is valid for <see cref="Length"/> bytes until disposal, as long as
/// nobody shortens the file: see <see cref="CurrentFileLength"/>.
/// </summary>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly ISystemCalls system;
    private readonly SafeFileHandle handle;
    private readonly byte* pointer;

    private MappedFile(ISystemCalls system, string path, SafeFileHandle handle, long length)
    {
        this.system = system;
        this.handle = handle;
        Path = path;
        Length = length;
        pointer = length > 0 ? (byte*)system.MapFile(handle, length) : null;
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>Bytes mapped: the file's length when it was opened.</summary>
    public long Length { get; }

    /// <summary>First byte of the file; null for an empty file.</summary>
    /// <exception cref="ObjectDisposedException">The map has been disposed.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle.IsClosed, this);
            return pointer;
        }
    }

    /// <summary>The length in bytes of the mapped file now; less than <see cref="Length"/> after somebody cut it.</summary>
    public long CurrentFileLength => RandomAccess.GetLength(handle);

    /// <summary>Maps the file at <paramref name="path"/>.</summary>
    /// <exception cref="IOException">The file cannot be opened or mapped.</exception>
    /// <exception cref="NotSupportedException">It is no regular file but a pipe or the like.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static MappedFile Open(string path) => Open(path, SystemCalls.Current);

    /// <summary>Maps the file at <paramref name="path"/> with the given system calls.</summary>
    /// <exception cref="IOException">The file cannot be opened or mapped.</exception>
    /// <exception cref="NotSupportedException">It is no regular file but a pipe or the like.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static MappedFile Open(string path, ISystemCalls system)
    {
        ArgumentNullException.ThrowIfNull(system);
        SafeFileHandle handle = system.OpenForReading(path);
        try
        {
            return new MappedFile(system, path, handle, RandomAccess.GetLength(handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Bytes <paramref name="offset"/> to <paramref name="offset"/> + <paramref name="count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They do not all lie within the file.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        CheckRange(offset, count);

        // Within the map: 0 <= offset and offset + count <= Length.
        return new ReadOnlySpan<byte>(Pointer + offset, count);
    }

    /// <summary>Tells the system how a part of the file is about to be used; it is widened to whole pages.</summary>
    /// <returns>False when the system does not take such advice.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the file.</exception>
    public bool Advise(long offset, long count, MemoryAdvice advice)
    {
        CheckRange(offset, count);
        long start = offset / system.PageBytes * system.PageBytes;
        return count == 0 || system.Advise((nint)(Pointer + start), offset + count - start, advice);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle.IsClosed)
        {
            return;
        }

        handle.Dispose();
        if (pointer != null)
        {
            system.Unmap((nint)pointer, Length);
        }
    }

    private void CheckRange(long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - offset);
    }
}
