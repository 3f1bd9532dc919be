// Kinds of ends of connections.
namespace Caravan.Rpc;

/// <summary>Who ended a connection, and why.</summary>
public enum ConnectionEndKind
{
    /// <summary>The client, between two requests.</summary>
    Left,

    /// <summary>The worker, because of what the client sent or failed to send.</summary>
    Refused,

    /// <summary>The worker, because of a fault of its own.</summary>
    Fault,
}
