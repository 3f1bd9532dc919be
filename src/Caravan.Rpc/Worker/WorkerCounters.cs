// Counts of a worker, kept by all its connections.
namespace Caravan.Rpc;

/// <summary>Counters that threads add to.</summary>
internal sealed class WorkerCounters
{
    private long connections;
    private long totalConnections;
    private long buffers;
    private long bufferBytes;
    private long requests;
    private long graphs;
    private long refusedConnections;

    /// <summary>The counts now.</summary>
    internal WorkerStatistics Read() =>
        new(
            (int)Interlocked.Read(ref connections),
            Interlocked.Read(ref totalConnections),
            (int)Interlocked.Read(ref buffers),
            Interlocked.Read(ref bufferBytes),
            Interlocked.Read(ref requests),
            Interlocked.Read(ref graphs),
            Interlocked.Read(ref refusedConnections)
        );

    /// <summary>A connection was opened; tells its number.</summary>
    internal long ConnectionOpened()
    {
        Interlocked.Increment(ref connections);
        return Interlocked.Increment(ref totalConnections);
    }

    /// <summary>A connection has ended.</summary>
    internal void ConnectionClosed(bool refused)
    {
        Interlocked.Decrement(ref connections);
        if (refused)
        {
            Interlocked.Increment(ref refusedConnections);
        }
    }

    /// <summary>Buffers came, or with negative numbers went.</summary>
    internal void AddBuffers(int count, long bytes)
    {
        Interlocked.Add(ref buffers, count);
        Interlocked.Add(ref bufferBytes, bytes);
    }

    /// <summary>A request was read.</summary>
    internal void AddRequest() => Interlocked.Increment(ref requests);

    /// <summary>A graph was run.</summary>
    internal void AddGraph() => Interlocked.Increment(ref graphs);
}
