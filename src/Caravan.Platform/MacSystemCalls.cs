// System calls of macOS, through its C library.
using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Platform;

/// <summary>64-bit macOS. It has neither huge pages on request nor thread affinity. Compiled, not yet run.</summary>
[SupportedOSPlatform("macos")]
public sealed unsafe partial class MacSystemCalls : ISystemCalls
{
    private const int ReadOnlyNonBlockingCloseOnExec = 0x4 | 0x1000000;
    private const int ProtectionNone = 0;
    private const int ProtectionRead = 1;
    private const int ProtectionReadWrite = 3;
    private const int ProtectionReadExecute = 5;
    private const int MapShared = 1;
    private const int MapPrivateAnonymous = 0x0002 | 0x1000;
    private const int MapPrivateFixed = 0x0002 | 0x0010;
    private const int MapFixed = 0x0010;
    private const int NotPermitted = 1;
    private const int NoSuchFile = 2;
    private const int AccessDenied = 13;

    private static readonly nint MapFailed = -1;

    /// <inheritdoc/>
    public int PageBytes { get; } = Environment.SystemPageSize;

    /// <inheritdoc/>
    public long ResidentBytes => Environment.WorkingSet;

    /// <inheritdoc/>
    public long DataCacheBytes(int level) =>
        level switch
        {
            1 => SystemNumber("hw.l1dcachesize"),
            2 => SystemNumber("hw.l2cachesize"),
            3 => SystemNumber("hw.l3cachesize"),
            _ => 0,
        };

    /// <inheritdoc/>
    public int CoreCount(ReadOnlySpan<int> processors) => 0;

    /// <inheritdoc/>
    public ImmutableArray<NumaNode> NumaNodes() => [];

    /// <inheritdoc/>
    public HugePageInfo HugePages() => HugePageInfo.None;

    /// <inheritdoc/>
    public SafeFileHandle OpenForReading(string path)
    {
        // Without a mode the variadic part of open(2) is empty, so the plain call is right on Apple's Arm too.
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
            _ => 0,
        };
        return advice != MemoryAdvice.HugePages && MemoryAdvise(address, (nuint)length, number) == 0;
    }

    /// <inheritdoc/>
    public nint Allocate(long bytes, bool hugePages)
    {
        nint address = MapAnonymous(0, (nuint)bytes, ProtectionReadWrite, MapPrivateAnonymous, -1, 0);
        return address != MapFailed
            ? address
            : throw new InsufficientMemoryException($"{bytes} bytes could not be allocated: {LastError().Message}");
    }

    /// <inheritdoc/>
    public void Free(nint address, long bytes) => Release(address, bytes);

    /// <inheritdoc/>
    public nint Reserve(long bytes)
    {
        nint address = MapAnonymous(0, (nuint)bytes, ProtectionNone, MapPrivateAnonymous, -1, 0);
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
        Map(address, (nuint)length, ProtectionReadWrite, MapPrivateFixed, file, at) == address;

    /// <inheritdoc/>
    public bool TryZeroPages(nint address, long length) =>
        MapAnonymous(address, (nuint)length, ProtectionReadWrite, MapPrivateAnonymous | MapFixed, -1, 0) == address;

    /// <inheritdoc/>
    public bool TryProtectNone(nint address, long length) => Protect(address, (nuint)length, ProtectionNone) == 0;

    /// <inheritdoc/>
    public bool TryMakeExecutable(nint address, long length) =>
        Protect(address, (nuint)length, ProtectionReadExecute) == 0;

    /// <inheritdoc/>
    public int[] ThreadAffinity() => [];

    /// <inheritdoc/>
    public int CurrentProcessor => -1;

    /// <inheritdoc/>
    public bool TrySetThreadAffinity(ReadOnlySpan<int> processors) => false;

    // The system writes no more than the size it is told: eight bytes.
    private static long SystemNumber(string name)
    {
        long value = 0;
        nuint bytes = sizeof(long);
        return AskByName(name, &value, &bytes, 0, 0) == 0 ? value : 0;
    }

    private static void Release(nint address, long bytes)
    {
        if (UnmapRange(address, (nuint)bytes) != 0)
        {
            throw LastError();
        }
    }

    private static Win32Exception LastError() => new(Marshal.GetLastPInvokeError());

    [LibraryImport("libSystem", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libSystem", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, SafeFileHandle file, long at);

    [LibraryImport("libSystem", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapAnonymous(nint address, nuint bytes, int protection, int flags, int file, long at);

    [LibraryImport("libSystem", EntryPoint = "munmap", SetLastError = true)]
    private static partial int UnmapRange(nint address, nuint bytes);

    [LibraryImport("libSystem", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AskByName(string name, long* value, nuint* bytes, nint newValue, nuint newBytes);

    [LibraryImport("libSystem", EntryPoint = "madvise", SetLastError = true)]
    private static partial int MemoryAdvise(nint address, nuint bytes, int advice);

    [LibraryImport("libSystem", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint bytes, int protection);
}
