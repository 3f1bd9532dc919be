// What no kernel on this machine can exceed, measured.
using Caravan.Platform;

namespace Caravan.Cpu;

/// <summary>
/// Peaks of arithmetic and of reading memory, for benchmarks: figures of kernels mean something only beside the limits of the
/// same machine in the same minute. They are the best of several tries, since whatever disturbs makes them lower.
/// </summary>
public sealed unsafe class CpuLimits : IDisposable
{
    private const int Tries = 5;

    // Long enough for a clock that rises with load, short enough that five of them are quick.
    private const double TrySeconds = 0.02;
    private const long FirstTurns = 100_000;

    private static readonly Lazy<ArithmeticLoop?> ByteLoop = new(() =>
        (ArithmeticLoop?)AssembledLoop.TryBytes() ?? VectorByteLoop.TryCreate()
    );

    private static readonly Lazy<ArithmeticLoop> FloatLoop = new(() =>
        (ArithmeticLoop?)AssembledLoop.TryFloats() ?? new VectorFloatLoop()
    );

    private readonly PageMemory memory;

    /// <summary>Allocates what is read for bandwidth, in huge pages where the system gives them, and touches all of it.</summary>
    /// <param name="readBytes">Bytes, far more than the caches hold.</param>
    /// <exception cref="InsufficientMemoryException">The system has no such amount.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than <see cref="LeastReadBytes"/>.</exception>
    public CpuLimits(long readBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(readBytes, LeastReadBytes);
        memory = new PageMemory(readBytes, hugePages: true);
        // Untouched pages all map to one page of zeros, which the cache holds.
        for (long at = 0; at < readBytes; at += SystemCalls.Current.PageBytes)
        {
            memory.Pointer[at] = 1;
        }
    }

    /// <summary>The least that can be read: a megabyte.</summary>
    public static long LeastReadBytes => 1 << 20;

    /// <summary>The peak of products of bytes, added to sums of 32 bits; null where no vector instruction makes them.</summary>
    /// <param name="threads">Threads that multiply at once.</param>
    public static ArithmeticLimit? Bytes(int threads) => ByteLoop.Value is { } loop ? Measure(loop, threads) : null;

    /// <summary>The peak of products of single precision.</summary>
    /// <param name="threads">Threads that multiply at once.</param>
    public static ArithmeticLimit Floats(int threads) => Measure(FloatLoop.Value, threads);

    /// <summary>Bytes a second that threads read together, each its own part of the memory.</summary>
    /// <param name="threads">Threads that read at once.</param>
    public double ReadBandwidth(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        long part = memory.Length / threads / ReadLoop.TurnBytes * ReadLoop.TurnBytes;
        ArgumentOutOfRangeException.ThrowIfZero(part, nameof(threads));
        byte* first = memory.Pointer;
        double best = double.PositiveInfinity;
        for (int i = 0; i < Tries; i++)
        {
            best = Math.Min(best, TimedThreads.Run(threads, thread => ReadLoop.Run(first + (thread * part), part)));
        }

        return part * threads / best;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    private static ArithmeticLimit Measure(ArithmeticLoop loop, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        double first = TimedThreads.Run(1, _ => loop.Run(FirstTurns));
        long turns = Math.Max(FirstTurns, (long)(FirstTurns * TrySeconds / first));
        double best = double.PositiveInfinity;
        for (int i = 0; i < Tries; i++)
        {
            best = Math.Min(best, TimedThreads.Run(threads, _ => loop.Run(turns)));
        }

        return new ArithmeticLimit(loop.Instruction, (double)turns * loop.MultiplyAdds * threads / best);
    }
}
