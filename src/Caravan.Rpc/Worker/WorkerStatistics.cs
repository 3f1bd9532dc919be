// What a worker holds and has done.
namespace Caravan.Rpc;

/// <summary>Counts of a <see cref="WorkerHost"/> at one moment.</summary>
/// <param name="Connections">Connections open now.</param>
/// <param name="TotalConnections">Connections since the start.</param>
/// <param name="Buffers">Buffers that clients hold now.</param>
/// <param name="BufferBytes">Bytes of those buffers.</param>
/// <param name="Requests">Requests since the start.</param>
/// <param name="Graphs">Graphs run since the start.</param>
/// <param name="RefusedConnections">Connections ended because of what the client sent or failed to send.</param>
public readonly record struct WorkerStatistics(
    int Connections,
    long TotalConnections,
    int Buffers,
    long BufferBytes,
    long Requests,
    long Graphs,
    long RefusedConnections
);
