// A file mapped read-only into memory, with its bounds.
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Platform;

/// <summary>
/// A whole file mapped read-only. <see cref="Pointer"/> is valid for <see cref="Length"/> bytes until disposal, as long as
/// nobody shortens the file: see <see cref="CurrentFileLength"/>.
/// </summary>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly MemoryMappedFile? map;
    private readonly MemoryMappedViewAccessor? view;
    private byte* pointer;

    private MappedFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        this.handle = handle;
        Length = length;
        if (length > 0)
        {
            map = MemoryMappedFile.CreateFromFile(
                handle,
                null,
                0,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: true
            );
            view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        }
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
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static MappedFile Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        try
        {
            return new MappedFile(path, handle, RandomAccess.GetLength(handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle.IsClosed)
        {
            return;
        }

        if (pointer != null)
        {
            view!.SafeMemoryMappedViewHandle.ReleasePointer();
            pointer = null;
        }

        view?.Dispose();
        map?.Dispose();
        handle.Dispose();
    }
}
