// Measures how fast threads read memory, the limit of token generation.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Benchmarks;

/// <summary>Reads a buffer much larger than the caches with a number of threads, each its own part.</summary>
internal sealed unsafe class MemoryBandwidth : IDisposable
{
    private const long BufferBytes = 128L << 20;
    private const nuint Alignment = 2 << 20;

    private readonly byte* buffer = (byte*)NativeMemory.AlignedAlloc((nuint)BufferBytes, Alignment);
    private readonly int threads;
    private long checksum;

    internal MemoryBandwidth(int threads)
    {
        this.threads = threads;
        // Untouched pages all map to one page of zeros, which the cache holds.
        new Span<long>(buffer, (int)(BufferBytes / sizeof(long))).Fill(1);
    }

    /// <summary>Reads the whole buffer once.</summary>
    /// <returns>Bytes per second.</returns>
    internal double Measure()
    {
        long part = BufferBytes / threads / 256 * 256;
        Thread[] team = new Thread[threads];
        using Barrier start = new(threads + 1);
        for (int i = 0; i < threads; i++)
        {
            byte* first = buffer + i * part;
            team[i] = new Thread(() =>
            {
                start.SignalAndWait();
                Interlocked.Add(ref checksum, Sum(first, part));
            });
            team[i].Start();
        }

        start.SignalAndWait();
        long began = Stopwatch.GetTimestamp();
        Array.ForEach(team, t => t.Join());
        return part * threads / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(buffer);

    // Bounds: bytes is a multiple of the 256 that one turn reads and the part lies within the buffer.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Sum(byte* first, long bytes)
    {
        Vector256<long> a = default,
            b = default,
            c = default,
            d = default;
        for (long at = 0; at < bytes; at += 256)
        {
            byte* p = first + at;
            a += Vector256.Load((long*)p) + Vector256.Load((long*)(p + 128));
            b += Vector256.Load((long*)(p + 32)) + Vector256.Load((long*)(p + 160));
            c += Vector256.Load((long*)(p + 64)) + Vector256.Load((long*)(p + 192));
            d += Vector256.Load((long*)(p + 96)) + Vector256.Load((long*)(p + 224));
        }

        return Vector256.Sum(a + b + c + d);
    }
}
