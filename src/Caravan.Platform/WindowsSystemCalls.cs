// System calls of Windows, through kernel32.
using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Platform;

/// <summary>
/// 64-bit Windows. Huge pages need a privilege that users lack and are left out. Compiled, not yet run.
/// </summary>
[SupportedOSPlatform("windows")]
public sealed unsafe partial class WindowsSystemCalls : ISystemCalls
{
    private const uint PageReadOnly = 0x02;
    private const uint PageReadWrite = 0x04;
    private const uint PageNoAccess = 0x01;
    private const uint PageExecuteRead = 0x20;
    private const uint FileMapRead = 0x04;
    private const uint CommitOnly = 0x1000;
    private const uint ReserveOnly = 0x2000;
    private const uint ReserveAndCommit = 0x3000;
    private const uint ReleaseAll = 0x8000;

    // One processor group: a thread's mask has 64 bits.
    private const int MaskBits = 64;

    /// <inheritdoc/>
    public int PageBytes { get; } = Environment.SystemPageSize;

    /// <inheritdoc/>
    public long ResidentBytes => Environment.WorkingSet;

    /// <inheritdoc/>
    public long DataCacheBytes(int level) => 0;

    /// <inheritdoc/>
    public int CoreCount(ReadOnlySpan<int> processors) => 0;

    /// <inheritdoc/>
    public ImmutableArray<NumaNode> NumaNodes() => [];

    /// <inheritdoc/>
    public HugePageInfo HugePages() => HugePageInfo.None;

    /// <inheritdoc/>
    public SafeFileHandle OpenForReading(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <inheritdoc/>
    public nint MapFile(SafeFileHandle file, long length)
    {
        nint mapping = CreateFileMapping(file, 0, PageReadOnly, 0, 0, 0);
        if (mapping == 0)
        {
            throw new IOException(LastError().Message);
        }

        nint address = MapViewOfFile(mapping, FileMapRead, 0, 0, (nuint)length);
        int error = Marshal.GetLastPInvokeError();

        // The view keeps the mapping alive.
        CloseHandle(mapping);
        return address != 0 ? address : throw new IOException(new Win32Exception(error).Message);
    }

    /// <inheritdoc/>
    public void Unmap(nint address, long length)
    {
        if (!UnmapViewOfFile(address))
        {
            throw LastError();
        }
    }

    /// <inheritdoc/>
    public bool Advise(nint address, long length, MemoryAdvice advice)
    {
        MemoryRange range = new() { Address = address, Bytes = (nuint)length };
        return advice == MemoryAdvice.WillNeed && PrefetchVirtualMemory(GetCurrentProcess(), 1, &range, 0);
    }

    /// <inheritdoc/>
    public nint Allocate(long bytes, bool hugePages)
    {
        nint address = VirtualAlloc(0, (nuint)bytes, ReserveAndCommit, PageReadWrite);
        return address != 0
            ? address
            : throw new InsufficientMemoryException($"{bytes} bytes could not be allocated: {LastError().Message}");
    }

    /// <inheritdoc/>
    public void Free(nint address, long bytes)
    {
        if (!VirtualFree(address, 0, ReleaseAll))
        {
            throw LastError();
        }
    }

    /// <inheritdoc/>
    public nint Reserve(long bytes)
    {
        nint address = VirtualAlloc(0, (nuint)bytes, ReserveOnly, PageNoAccess);
        return address != 0
            ? address
            : throw new InsufficientMemoryException($"{bytes} bytes could not be reserved: {LastError().Message}");
    }

    /// <inheritdoc/>
    public void Commit(nint address, long length)
    {
        if (VirtualAlloc(address, (nuint)length, CommitOnly, PageReadWrite) == 0)
        {
            throw new InsufficientMemoryException($"{length} bytes could not be committed: {LastError().Message}");
        }
    }

    /// <inheritdoc/>
    // A view can replace a part of an allocation only where that part was reserved as a placeholder of the same size.
    public bool TryMapFileOver(SafeFileHandle file, long at, nint address, long length) => false;

    /// <inheritdoc/>
    // Pages that are decommitted might not be had again.
    public bool TryZeroPages(nint address, long length) => false;

    /// <inheritdoc/>
    public bool TryProtectNone(nint address, long length)
    {
        uint previous;
        return VirtualProtect(address, (nuint)length, PageNoAccess, &previous);
    }

    /// <inheritdoc/>
    public bool TryMakeExecutable(nint address, long length)
    {
        uint previous;
        return VirtualProtect(address, (nuint)length, PageExecuteRead, &previous);
    }

    /// <inheritdoc/>
    public int[] ThreadAffinity()
    {
        nuint process;
        nuint system;
        if (!GetProcessAffinityMask(GetCurrentProcess(), &process, &system))
        {
            return [];
        }

        // A thread's mask can only be asked for by setting it.
        nuint thread = SetThreadAffinityMask(GetCurrentThread(), process);
        SetThreadAffinityMask(GetCurrentThread(), thread);
        return [.. Enumerable.Range(0, MaskBits).Where(bit => ((thread >> bit) & 1) != 0)];
    }

    /// <inheritdoc/>
    public int CurrentProcessor => -1;

    /// <inheritdoc/>
    public bool TrySetThreadAffinity(ReadOnlySpan<int> processors)
    {
        nuint mask = 0;
        foreach (int processor in processors)
        {
            if (processor is < 0 or >= MaskBits)
            {
                return false;
            }

            mask |= (nuint)1 << processor;
        }

        return SetThreadAffinityMask(GetCurrentThread(), mask) != 0;
    }

    private static Win32Exception LastError() => new(Marshal.GetLastPInvokeError());

    [LibraryImport("kernel32", EntryPoint = "CreateFileMappingW", SetLastError = true)]
    private static partial nint CreateFileMapping(
        SafeFileHandle file,
        nint security,
        uint protection,
        uint sizeHigh,
        uint sizeLow,
        nint name
    );

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint MapViewOfFile(nint mapping, uint access, uint offsetHigh, uint offsetLow, nuint bytes);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UnmapViewOfFile(nint address);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseHandle(nint handle);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool PrefetchVirtualMemory(nint process, nuint count, MemoryRange* ranges, uint flags);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint VirtualAlloc(nint address, nuint bytes, uint allocation, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFree(nint address, nuint bytes, uint kind);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualProtect(nint address, nuint bytes, uint protection, uint* previous);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetProcessAffinityMask(nint process, nuint* processMask, nuint* systemMask);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nuint SetThreadAffinityMask(nint thread, nuint mask);

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryRange
    {
        public nint Address;
        public nuint Bytes;
    }
}
