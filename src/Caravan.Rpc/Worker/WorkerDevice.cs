// A device that a worker lends, with what is left of its memory.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>A device, the memory that clients may allocate on it, and the order in which their graphs run.</summary>
/// <param name="device">The device; its owner disposes it.</param>
/// <param name="limit">Bytes that clients may hold together.</param>
internal sealed class WorkerDevice(IDevice device, long limit)
{
    private long used;
    private int maps;

    /// <summary>The device.</summary>
    internal IDevice Device => device;

    /// <summary>Whose graph runs.</summary>
    internal TurnQueue Turns { get; } = new();

    /// <summary>Bytes that clients may hold together.</summary>
    internal long LimitBytes => limit;

    /// <summary>Bytes that they may still allocate.</summary>
    internal long FreeBytes => Math.Max(0, limit - Volatile.Read(ref used));

    /// <summary>Takes memory, unless there is less.</summary>
    internal bool TryTake(long bytes)
    {
        long before = Volatile.Read(ref used);
        while (bytes <= limit - before)
        {
            long seen = Interlocked.CompareExchange(ref used, before + bytes, before);
            if (seen == before)
            {
                return true;
            }

            before = seen;
        }

        return false;
    }

    /// <summary>Gives memory back.</summary>
    internal void Give(long bytes) => Interlocked.Add(ref used, -bytes);

    /// <summary>Takes one of the maps that the process can spare for files.</summary>
    internal bool TryTakeMap()
    {
        if (Interlocked.Increment(ref maps) <= FrameLimits.FileMaps)
        {
            return true;
        }

        Interlocked.Decrement(ref maps);
        return false;
    }

    /// <summary>Gives maps back.</summary>
    internal void GiveMaps(int count) => Interlocked.Add(ref maps, -count);
}
