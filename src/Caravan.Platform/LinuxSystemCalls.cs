// System calls of Linux, through the C library.
using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Platform;

/// <summary>64-bit Linux on x86 and Arm; the constants are those of <c>asm-generic</c>, which both use.</summary>
[SupportedOSPlatform("linux")]
public sealed unsafe partial class LinuxSystemCalls : ISystemCalls
{
    private const int ReadOnlyNonBlockingCloseOnExec = 0x800 | 0x80000;
    private const int ProtectionNone = 0;
    private const int ProtectionRead = 1;
    private const int ProtectionReadWrite = 3;
    private const int ProtectionReadExecute = 5;
    private const int MapShared = 1;
    private const int MapPrivateAnonymous = 0x02 | 0x20;
    private const int MapPrivateFixed = 0x02 | 0x10;
    private const int MapFixed = 0x10;
    private const int MapNoReserve = 0x4000;
    private const int NotPermitted = 1;
    private const int NoSuchFile = 2;
    private const int AccessDenied = 13;

    // Linux itself stops at 8192 processors; the C library's fixed set holds 1024.
    private const int AffinityWords = 128;

    private static readonly nint MapFailed = -1;

    /// <inheritdoc/>
    public int PageBytes { get; } = Environment.SystemPageSize;

    /// <inheritdoc/>
    public long ResidentBytes
    {
        get
        {
            // "size resident shared ..." in pages.
            ReadOnlySpan<char> fields = File.ReadAllText("/proc/self/statm");
            fields = fields[(fields.IndexOf(' ') + 1)..];
            return long.Parse(fields[..fields.IndexOf(' ')]) * PageBytes;
        }
    }

    /// <inheritdoc/>
    public long AvailableMemoryBytes
    {
        get
        {
            // What the runtime knows is the limit of a container, if there is one, and its own part of the load.
            long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - ResidentBytes;
            return Math.Max(0, Math.Min(limit, LinuxMemory.AvailableBytes(LinuxMemory.Path) ?? limit));
        }
    }

    /// <inheritdoc/>
    public long DataCacheBytes(int level) => LinuxProcessors.DataCacheBytes(LinuxProcessors.Root, level);

    /// <inheritdoc/>
    public int CoreCount(ReadOnlySpan<int> processors) => LinuxProcessors.CoreCount(LinuxProcessors.Root, processors);

    /// <inheritdoc/>
    public ImmutableArray<NumaNode> NumaNodes() => LinuxProcessors.NumaNodes(LinuxProcessors.Root);

    /// <inheritdoc/>
    public HugePageInfo HugePages() => LinuxProcessors.HugePages(LinuxProcessors.Root);

    /// <inheritdoc/>
    public SafeFileHandle OpenForReading(string path)
    {
        int descriptor = Open(path, ReadOnlyNonBlockingCloseOnExec);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        int error = Marshal.GetLastPInvokeError();
        string message = new Win32Exception(error).Message;
        throw error switch
        {
            NoSuchFile => new FileNotFoundException(message, path),
            AccessDenied or NotPermitted => new UnauthorizedAccessException(message),
            _ => new IOException(message),
        };
    }

    /// <inheritdoc/>
    public nint MapFile(SafeFileHandle file, long length)
    {
        nint address = Map(0, (nuint)length, ProtectionRead, MapShared, file, 0);
        return address != MapFailed ? address : throw new IOException(LastError().Message);
    }

    /// <inheritdoc/>
    public void Unmap(nint address, long length) => Release(address, length);

    /// <inheritdoc/>
    public bool Advise(nint address, long length, MemoryAdvice advice)
    {
        int number = advice switch
        {
            MemoryAdvice.Random => 1,
            MemoryAdvice.Sequential => 2,
            MemoryAdvice.WillNeed => 3,
            MemoryAdvice.HugePages => 14,
            _ => 0,
        };
        return MemoryAdvise(address, (nuint)length, number) == 0;
    }

    /// <inheritdoc/>
    public nint Allocate(long bytes, bool hugePages)
    {
        if (!hugePages || bytes < HugePageInfo.TransparentBytes)
        {
            return AllocatePages(bytes);
        }

        // One huge page more than needed, so that an aligned start lies within; what sticks out is given back.
        long needed = RoundUp(bytes, PageBytes);
        long reserved = needed + HugePageInfo.TransparentBytes;
        nint all = AllocatePages(reserved);
        nint start = (nint)RoundUp(all, HugePageInfo.TransparentBytes);
        long before = start - all;
        long after = reserved - before - needed;
        if (before > 0)
        {
            Release(all, before);
        }

        if (after > 0)
        {
            Release(start + (nint)needed, after);
        }

        Advise(start, needed, MemoryAdvice.HugePages);
        return start;
    }

    /// <inheritdoc/>
    public void Free(nint address, long bytes) => Release(address, RoundUp(bytes, PageBytes));

    /// <inheritdoc/>
    public nint Reserve(long bytes)
    {
        nint address = MapAnonymous(0, (nuint)bytes, ProtectionNone, MapPrivateAnonymous | MapNoReserve, -1, 0);
        return address != MapFailed
            ? address
            : throw new InsufficientMemoryException($"{bytes} bytes could not be reserved: {LastError().Message}");
    }

    /// <inheritdoc/>
    public void Commit(nint address, long length)
    {
        if (Protect(address, (nuint)length, ProtectionReadWrite) != 0)
        {
            throw new InsufficientMemoryException($"{length} bytes could not be committed: {LastError().Message}");
        }
    }

    /// <inheritdoc/>
    public bool TryMapFileOver(SafeFileHandle file, long at, nint address, long length) =>
        Map(address, (nuint)length, ProtectionReadWrite, MapPrivateFixed, file, (nint)at) == address;

    /// <inheritdoc/>
    public bool TryZeroPages(nint address, long length)
    {
        const int flags = MapPrivateAnonymous | MapFixed | MapNoReserve;
        return MapAnonymous(address, (nuint)length, ProtectionReadWrite, flags, -1, 0) == address;
    }

    /// <inheritdoc/>
    public bool TryProtectNone(nint address, long length) => Protect(address, (nuint)length, ProtectionNone) == 0;

    /// <inheritdoc/>
    public bool TryMakeExecutable(nint address, long length) =>
        Protect(address, (nuint)length, ProtectionReadExecute) == 0;

    /// <inheritdoc/>
    public int[] ThreadAffinity()
    {
        ulong* words = stackalloc ulong[AffinityWords];
        if (GetAffinity(0, AffinityWords * sizeof(ulong), words) != 0)
        {
            return [];
        }

        List<int> processors = [];
        for (int processor = 0; processor < AffinityWords * 64; processor++)
        {
            if ((words[processor / 64] >> (processor % 64) & 1) != 0)
            {
                processors.Add(processor);
            }
        }

        return [.. processors];
    }

    /// <inheritdoc/>
    public bool TrySetThreadAffinity(ReadOnlySpan<int> processors)
    {
        ulong* words = stackalloc ulong[AffinityWords];
        new Span<ulong>(words, AffinityWords).Clear();
        foreach (int processor in processors)
        {
            if (processor is < 0 or >= AffinityWords * 64)
            {
                return false;
            }

            words[processor / 64] |= 1UL << (processor % 64);
        }

        return SetAffinity(0, AffinityWords * sizeof(ulong), words) == 0;
    }

    /// <inheritdoc/>
    public int CurrentProcessor => GetProcessor();

    private static nint AllocatePages(long bytes)
    {
        nint address = MapAnonymous(0, (nuint)bytes, ProtectionReadWrite, MapPrivateAnonymous, -1, 0);
        return address != MapFailed
            ? address
            : throw new InsufficientMemoryException($"{bytes} bytes could not be allocated: {LastError().Message}");
    }

    private static void Release(nint address, long bytes)
    {
        if (UnmapRange(address, (nuint)bytes) != 0)
        {
            throw LastError();
        }
    }

    private static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;

    private static Win32Exception LastError() => new(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, SafeFileHandle file, nint at);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapAnonymous(nint address, nuint bytes, int protection, int flags, int file, nint at);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int UnmapRange(nint address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int MemoryAdvise(nint address, nuint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* words);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* words);

    // Reads a register or the page that the kernel shares: too short for a transition of the collector's mode.
    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    [SuppressGCTransition]
    private static partial int GetProcessor();
}
