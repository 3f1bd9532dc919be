// Raised when a graph that a client sent cannot be run.
namespace Caravan.Rpc;

/// <summary>A graph is malformed, or holds an op that is not run here. The message is one line and names the node.</summary>
public sealed class PlacedGraphException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PlacedGraphException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public PlacedGraphException(string message, Exception inner)
        : base(message, inner) { }
}
