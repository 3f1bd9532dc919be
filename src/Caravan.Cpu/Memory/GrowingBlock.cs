// Native memory that is replaced by a larger piece when it does not suffice.
namespace Caravan.Cpu;

/// <summary>Memory whose contents last as long as nobody asks for more.</summary>
internal sealed unsafe class GrowingBlock : IDisposable
{
    private NativeBlock? block;

    /// <summary>At least so many bytes, aligned; addresses given before are void when there were fewer.</summary>
    /// <exception cref="Graph.DeviceException">There is not enough memory; what was there stays.</exception>
    internal byte* Reserve(long bytes)
    {
        if (block is null || block.Bytes < bytes)
        {
            NativeBlock larger = new(bytes);
            block?.Dispose();
            block = larger;
        }

        return block.Pointer;
    }

    /// <inheritdoc/>
    public void Dispose() => block?.Dispose();
}
