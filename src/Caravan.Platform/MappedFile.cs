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

    /// <summary>
    /// Puts memory of the process's own, in huge pages where the system has them, in the place of the whole huge pages of a
    /// part. It is empty: <see cref="Fill"/> all of it before anybody reads there.
    /// </summary>
    /// <returns>Offset and bytes of what was replaced, none where the part is too small or the system refuses.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the file.</exception>
    public (long Offset, long Count) Replace(long offset, long count)
    {
        CheckRange(offset, count);
        long start = RoundUp((nint)Pointer + offset) - (nint)Pointer;
        long end = RoundUp((nint)Pointer + offset + count - HugePageInfo.TransparentBytes + 1) - (nint)Pointer;
        // Bounds: a multiple of the huge page at or after the first byte, and another not behind the last one.
        if (end <= start || !system.TryZeroPages((nint)(Pointer + start), end - start))
        {
            return (offset, 0);
        }

        system.Advise((nint)(Pointer + start), end - start, MemoryAdvice.HugePages);
        return (start, end - start);
    }

    /// <summary>Reads a part of what <see cref="Replace"/> has put in place.</summary>
    /// <exception cref="EndOfStreamException">The file has become shorter.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Fill(long offset, int count)
    {
        CheckRange(offset, count);
        Span<byte> rest = new(Pointer + offset, count);
        while (rest.Length > 0)
        {
            int read = RandomAccess.Read(handle, rest, offset);
            if (read == 0)
            {
                throw new EndOfStreamException(
                    $"{Path}: ends at byte {offset} while it is read, expected {Length} bytes: it was shortened"
                );
            }

            rest = rest[read..];
            offset += read;
        }
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

    private static long RoundUp(long address) =>
        (address + HugePageInfo.TransparentBytes - 1) & -HugePageInfo.TransparentBytes;

    private void CheckRange(long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - offset);
    }
}
