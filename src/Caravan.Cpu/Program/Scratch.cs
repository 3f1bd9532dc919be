// Memory that steps of a program use while they run: one shared part, and one for each thread.
namespace Caravan.Cpu;

/// <summary>
/// Working memory of a program, shared by its steps because one runs at a time. Steps state what they need when they are
/// bound. A planned program is bound for its maximum symbols first, and no step may need more afterwards; a placed program
/// is given memory again whenever its steps need more.
/// </summary>
internal sealed unsafe class Scratch : IDisposable
{
    private readonly int threads;
    private NativeBlock? block;
    private byte* memory;
    private long sharedBytes;
    private long threadBytes;

    internal Scratch(int threads) => this.threads = threads;

    /// <summary>Bytes that the steps stated.</summary>
    internal long NeededBytes => checked(sharedBytes + threads * threadBytes);

    /// <summary>Bytes of its own.</summary>
    internal long Bytes => block?.Bytes ?? 0;

    /// <summary>The shared part.</summary>
    internal byte* Shared => memory;

    /// <summary>The part of one thread.</summary>
    internal byte* Of(int thread) => memory + sharedBytes + thread * threadBytes;

    /// <summary>States what a step needs for the current symbols.</summary>
    /// <exception cref="Graph.DeviceException">It is more than at the maximum symbols, or more than can be counted.</exception>
    internal void Require(long shared, long perThread)
    {
        if (shared < 0 || perThread < 0)
        {
            throw new Graph.DeviceException("a step needs more than 2^63 bytes of working memory");
        }

        shared = Align(shared);
        perThread = Align(perThread);
        if (block is null)
        {
            sharedBytes = Math.Max(sharedBytes, shared);
            threadBytes = Math.Max(threadBytes, perThread);
        }
        else if (shared > sharedBytes || perThread > threadBytes)
        {
            throw new Graph.DeviceException(
                $"a step needs {shared} bytes and {perThread} a thread, more than the {sharedBytes} and {threadBytes} "
                    + "planned for the maximum symbols"
            );
        }
    }

    /// <summary>Allocates what was stated.</summary>
    internal void Allocate()
    {
        block = new NativeBlock(NeededBytes);
        memory = block.Pointer;
    }

    /// <summary>Uses memory of somebody else, of at least <see cref="NeededBytes"/>, until the steps are bound again.</summary>
    internal void Use(byte* place) => memory = place;

    /// <inheritdoc/>
    public void Dispose() => block?.Dispose();

    // Parts of different threads must not share a cache line.
    private static long Align(long bytes) => checked(bytes + 127) & ~127;
}
