// What a connection has carried, for the ledger.
namespace Caravan.Rpc;

/// <summary>Counts since a connection was opened.</summary>
/// <param name="BytesOut">Bytes sent.</param>
/// <param name="BytesIn">Bytes received.</param>
/// <param name="MessagesOut">Requests sent.</param>
/// <param name="RoundTrips">Answers that were waited for.</param>
/// <param name="BlockedMicroseconds">Time spent waiting for answers, or for room to send, in microseconds.</param>
public readonly record struct RpcTraffic(
    long BytesOut,
    long BytesIn,
    long MessagesOut,
    long RoundTrips,
    long BlockedMicroseconds
)
{
    /// <summary>What was carried between two readings.</summary>
    public static RpcTraffic operator -(RpcTraffic later, RpcTraffic earlier) =>
        new(
            later.BytesOut - earlier.BytesOut,
            later.BytesIn - earlier.BytesIn,
            later.MessagesOut - earlier.MessagesOut,
            later.RoundTrips - earlier.RoundTrips,
            later.BlockedMicroseconds - earlier.BlockedMicroseconds
        );
}
