// How a connection ended.
namespace Caravan.Rpc;

/// <summary>Why a client is no longer served.</summary>
/// <param name="Kind">What kind of end it was.</param>
/// <param name="Reason">What was found, one line; null where the client simply left.</param>
public readonly record struct ConnectionEnd(ConnectionEndKind Kind, string? Reason = null);
