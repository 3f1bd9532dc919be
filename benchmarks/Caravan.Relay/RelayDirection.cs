// The two directions that bytes take through the relay.
namespace Caravan.Relay;

/// <summary>Which way bytes travel; the numbers are those of capture files.</summary>
public enum RelayDirection
{
    /// <summary>From the client, which connected to the relay, to the server behind it.</summary>
    ToServer = 0,

    /// <summary>From the server behind the relay to the client.</summary>
    ToClient = 1,
}
