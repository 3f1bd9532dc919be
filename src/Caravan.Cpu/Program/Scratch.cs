// Memory that steps of a program use while they run: one shared part, and one for each thread.
namespace Caravan.Cpu;

/// <summary>
/// Working memory of a program, shared by its steps because one runs at a time. While the program is compiled for its
/// maximum symbols steps only state what they need; afterwards no step may need more.
/// </summary>
internal sealed unsafe class Scratch : IDisposable
{
    private readonly int threads;
    private NativeBlock? block;
    private long sharedBytes;
    private long threadBytes;

    internal Scratch(int threads) => this.threads = threads;

    /// <summary>Bytes in use.</summary>
    internal long Bytes => block?.Bytes ?? 0;

    /// <summary>The shared part.</summary>
    internal byte* Shared => block!.Pointer;

    /// <summary>The part of one thread.</summary>
    internal byte* Of(int thread) => block!.Pointer + sharedBytes + thread * threadBytes;

    /// <summary>States what a step needs for the current symbols.</summary>
    /// <exception cref="Graph.DeviceException">It is more than at the maximum symbols.</exception>
    internal void Require(long shared, long perThread)
    {
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
    internal void Allocate() => block = new NativeBlock(checked(sharedBytes + threads * threadBytes));

    /// <inheritdoc/>
    public void Dispose() => block?.Dispose();

    // Parts of different threads must not share a cache line.
    private static long Align(long bytes) => checked(bytes + 127) & ~127;
}
