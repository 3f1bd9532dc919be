// Address space for a buffer: memory comes when pages are touched, and files can be mapped over parts of it.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Platform;

/// <summary>Zeroed memory that begins on a page, takes no memory before it is touched and can show files in its pages.</summary>
public sealed unsafe class ReservedMemory : IDisposable
{
    // Below this, filling pages costs less than changing the map.
    private const long SmallestZeroing = 1 << 20;

    // Above this, huge pages save more faults than they waste memory.
    private const long SmallestHuge = 4 << 20;

    private readonly ISystemCalls system;
    private byte* pointer;

    /// <summary>Reserves memory.</summary>
    /// <param name="length">Bytes, at least one; rounded up to whole pages.</param>
    /// <param name="system">The system calls to use; those of this machine when null.</param>
    /// <exception cref="InsufficientMemoryException">The system has no such amount.</exception>
    public ReservedMemory(long length, ISystemCalls? system = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        this.system = system ?? SystemCalls.Current;
        long page = this.system.PageBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - page);
        Length = (length + page - 1) / page * page;
        nint address = this.system.Reserve(Length);
        try
        {
            this.system.Commit(address, Length);
        }
        catch
        {
            this.system.Free(address, Length);
            GC.SuppressFinalize(this);
            throw;
        }

        pointer = (byte*)address;
        if (Length >= SmallestHuge)
        {
            this.system.Advise(address, Length, MemoryAdvice.HugePages);
        }
    }

    /// <summary>Frees the memory of an owner that forgot to.</summary>
    ~ReservedMemory() => Free();

    /// <summary>Bytes, a multiple of the page size.</summary>
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

    /// <summary>
    /// Puts a file's bytes at an offset: its whole pages are mapped, private and copied when written, where that can be done;
    /// the rest is read.
    /// </summary>
    /// <param name="offset">First byte; nothing is mapped unless it is a multiple of the page size.</param>
    /// <param name="file">Opened for reading. It may be closed afterwards but must never be shortened.</param>
    /// <param name="count">Bytes, from the file's start.</param>
    /// <returns>Bytes that were mapped.</returns>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    public long ShowFile(long offset, SafeFileHandle file, long count)
    {
        CheckRange(offset, count);
        long mapped = count / system.PageBytes * system.PageBytes;
        if (offset % system.PageBytes != 0 || mapped == 0 || RandomAccess.GetLength(file) < count)
        {
            mapped = 0;
        }
        else if (!system.TryMapFileOver(file, 0, (nint)(Pointer + offset), mapped))
        {
            mapped = 0;
        }

        ReadFile(offset + mapped, file, mapped, count - mapped);
        return mapped;
    }

    /// <summary>Reads bytes of a file to an offset.</summary>
    /// <param name="offset">First byte here.</param>
    /// <param name="file">Opened for reading.</param>
    /// <param name="at">First byte in the file.</param>
    /// <param name="count">Bytes.</param>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    public void ReadFile(long offset, SafeFileHandle file, long at, long count)
    {
        const int piece = 1 << 26;
        CheckRange(offset, count);
        for (long done = 0; done < count; )
        {
            // Within the range checked above.
            Span<byte> into = new(Pointer + offset + done, (int)Math.Min(piece, count - done));
            int read = RandomAccess.Read(file, into, at + done);
            done +=
                read > 0
                    ? read
                    : throw new EndOfStreamException($"the file ends after {at + done} of {at + count} bytes");
        }
    }

    /// <summary>Sets all bytes to a value; zeroing a large range gives its memory back instead.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range lies outside.</exception>
    public void Fill(long offset, long count, byte value)
    {
        CheckRange(offset, count);
        long page = system.PageBytes;
        long firstPage = (offset + page - 1) / page * page;
        long lastPage = (offset + count) / page * page;
        if (
            value == 0
            && lastPage - firstPage >= SmallestZeroing
            && system.TryZeroPages((nint)(Pointer + firstPage), lastPage - firstPage)
        )
        {
            if (lastPage - firstPage >= SmallestHuge)
            {
                system.Advise((nint)(Pointer + firstPage), lastPage - firstPage, MemoryAdvice.HugePages);
            }

            NativeMemory.Clear(Pointer + offset, (nuint)(firstPage - offset));
            NativeMemory.Clear(Pointer + lastPage, (nuint)(offset + count - lastPage));
            return;
        }

        NativeMemory.Fill(Pointer + offset, (nuint)count, value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (pointer != null)
        {
            system.Free((nint)pointer, Length);
            pointer = null;
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
