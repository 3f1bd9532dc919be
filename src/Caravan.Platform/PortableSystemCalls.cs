// System calls made of what .NET offers everywhere: maps and aligned memory, no advice, protection or affinity.
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Caravan.Platform;

/// <summary>The fallback for systems without an implementation of their own.</summary>
public sealed unsafe class PortableSystemCalls : ISystemCalls
{
    private readonly ConcurrentDictionary<nint, MemoryMappedViewAccessor> views = new();

    /// <inheritdoc/>
    public int PageBytes => Environment.SystemPageSize;

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
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
            file,
            null,
            0,
            MemoryMappedFileAccess.Read,
            HandleInheritability.None,
            leaveOpen: true
        );
        MemoryMappedViewAccessor view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        views[(nint)pointer] = view;
        return (nint)pointer;
    }

    /// <inheritdoc/>
    public void Unmap(nint address, long length)
    {
        if (views.TryRemove(address, out MemoryMappedViewAccessor? view))
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }
    }

    /// <inheritdoc/>
    public bool Advise(nint address, long length, MemoryAdvice advice) => false;

    /// <inheritdoc/>
    public nint Allocate(long bytes, bool hugePages)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)bytes, (nuint)PageBytes);
        NativeMemory.Clear(memory, (nuint)bytes);
        return (nint)memory;
    }

    /// <inheritdoc/>
    public void Free(nint address, long bytes) => NativeMemory.AlignedFree((void*)address);

    /// <inheritdoc/>
    public nint Reserve(long bytes) => Allocate(bytes, hugePages: false);

    /// <inheritdoc/>
    public void Commit(nint address, long length) { }

    /// <inheritdoc/>
    public bool TryMapFileOver(SafeFileHandle file, long at, nint address, long length) => false;

    /// <inheritdoc/>
    public bool TryZeroPages(nint address, long length) => false;

    /// <inheritdoc/>
    public bool TryProtectNone(nint address, long length) => false;

    /// <inheritdoc/>
    public bool TryMakeExecutable(nint address, long length) => false;

    /// <inheritdoc/>
    public int[] ThreadAffinity() => [];

    /// <inheritdoc/>
    public int CurrentProcessor => -1;

    /// <inheritdoc/>
    public bool TrySetThreadAffinity(ReadOnlySpan<int> processors) => false;
}
