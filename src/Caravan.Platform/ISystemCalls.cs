// What Caravan asks of the operating system beyond what .NET offers.
using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Platform;

/// <summary>
/// System calls, one implementation for each system. Sizes and addresses are in bytes. Methods that return a Boolean ask for
/// something a system may lack: false means that it was not done, and nothing else changed.
/// </summary>
public interface ISystemCalls
{
    /// <summary>Bytes of a page: addresses and sizes of protections and maps are multiples of it.</summary>
    int PageBytes { get; }

    /// <summary>Physical memory that the process occupies now, in bytes, mapped files included.</summary>
    long ResidentBytes { get; }

    /// <summary>Memory that processes can still take before others lose theirs, in bytes; files that the system keeps in memory do not count.</summary>
    long AvailableMemoryBytes
    {
        get
        {
            // Where nothing better is known: what the runtime saw at its last collection.
            GCMemoryInfo memory = GC.GetGCMemoryInfo();
            return Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
        }
    }

    /// <summary>
    /// Bytes of the cache of a level, 1 to 3, that holds data of the first processor; 0 where the system does not say.
    /// </summary>
    long DataCacheBytes(int level);

    /// <summary>Physical cores among some logical processors; 0 where the system does not say.</summary>
    int CoreCount(ReadOnlySpan<int> processors);

    /// <summary>The NUMA nodes of the machine; empty where the system does not say.</summary>
    ImmutableArray<NumaNode> NumaNodes();

    /// <summary>Pages larger than <see cref="PageBytes"/>.</summary>
    HugePageInfo HugePages();

    /// <summary>Opens a file for reading and lets others write, rename and delete it. Never waits for a pipe's writer.</summary>
    /// <exception cref="IOException">The file is missing or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    SafeFileHandle OpenForReading(string path);

    /// <summary>Maps the first <paramref name="length"/> bytes (at least one) of a file, read-only.</summary>
    /// <returns>The address, a multiple of the page size.</returns>
    /// <exception cref="IOException">The file cannot be mapped.</exception>
    nint MapFile(SafeFileHandle file, long length);

    /// <summary>Ends a map made by <see cref="MapFile"/>.</summary>
    void Unmap(nint address, long length);

    /// <summary>Says how a range of whole pages is about to be used.</summary>
    bool Advise(nint address, long length, MemoryAdvice advice);

    /// <summary>Allocates zeroed memory that begins on a page.</summary>
    /// <param name="bytes">At least one.</param>
    /// <param name="hugePages">Begin on a huge page and ask for huge pages; without effect where there are none.</param>
    /// <exception cref="InsufficientMemoryException">The system has no such amount.</exception>
    nint Allocate(long bytes, bool hugePages);

    /// <summary>Frees memory from <see cref="Allocate"/>, or from <see cref="Reserve"/> with all that lies in it.</summary>
    void Free(nint address, long bytes);

    /// <summary>Reserves address space that begins on a page and holds no memory yet.</summary>
    /// <param name="bytes">A multiple of the page size, at least one page.</param>
    /// <exception cref="InsufficientMemoryException">There is no such range of addresses.</exception>
    nint Reserve(long bytes);

    /// <summary>Makes whole pages of reserved address space readable and writable: zero, and filled when first touched.</summary>
    /// <exception cref="InsufficientMemoryException">The system has no such amount.</exception>
    void Commit(nint address, long length);

    /// <summary>
    /// Replaces whole committed pages by a file's, private to this process: pages are shared with the file until they are
    /// written. Whoever shortens the file takes the pages away, so it must be one that nobody rewrites.
    /// </summary>
    /// <param name="file">Opened for reading; may be closed afterwards.</param>
    /// <param name="at">Offset in the file, a multiple of the page size.</param>
    /// <param name="address">First byte, a multiple of the page size.</param>
    /// <param name="length">Bytes, a multiple of the page size, all within the file.</param>
    bool TryMapFileOver(SafeFileHandle file, long at, nint address, long length);

    /// <summary>Makes whole committed pages zero again and gives their memory back; ends maps over them.</summary>
    bool TryZeroPages(nint address, long length);

    /// <summary>Makes whole pages of memory from <see cref="Allocate"/> inaccessible: touching them ends the process.</summary>
    bool TryProtectNone(nint address, long length);

    /// <summary>Makes whole pages of memory from <see cref="Allocate"/> executable and no longer writable.</summary>
    bool TryMakeExecutable(nint address, long length);

    /// <summary>Processors that the calling thread may run on, in ascending order; empty where the system does not say.</summary>
    int[] ThreadAffinity();

    /// <summary>Confines the calling thread to <paramref name="processors"/>.</summary>
    bool TrySetThreadAffinity(ReadOnlySpan<int> processors);

    /// <summary>The processor that the calling thread is on at this moment; negative where the system does not say.</summary>
    int CurrentProcessor { get; }
}
