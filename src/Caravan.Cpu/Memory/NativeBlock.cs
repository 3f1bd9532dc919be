// Zeroed, aligned native memory with an owner.
using System.Runtime.InteropServices;

namespace Caravan.Cpu;

/// <summary>A block of zeroed native memory; freed when disposed or collected.</summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    /// <summary>Alignment of every block: a cache line, and the widest vector.</summary>
    internal const int Alignment = 64;

    private void* allocation;

    /// <summary>Allocates. Pages are committed when they are first touched.</summary>
    /// <exception cref="Graph.DeviceException">There is not enough memory.</exception>
    internal NativeBlock(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
        try
        {
            // Zeroed memory comes untouched from the system, which aligned memory would not; so align by hand.
            allocation = NativeMemory.AllocZeroed(checked((nuint)bytes + Alignment));
        }
        catch (OutOfMemoryException exception)
        {
            GC.SuppressFinalize(this);
            throw new Graph.DeviceException(
                $"the system gave no {bytes >> 20} MiB of memory; use a smaller context or model, or free memory",
                exception
            );
        }

        Pointer = (byte*)(((nuint)allocation + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    /// <summary>Frees memory that nobody disposed.</summary>
    ~NativeBlock() => Free();

    /// <summary>The first byte, aligned; null once disposed.</summary>
    internal byte* Pointer { get; private set; }

    /// <summary>Size in bytes.</summary>
    internal long Bytes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(allocation);
        allocation = null;
        Pointer = null;
    }
}
