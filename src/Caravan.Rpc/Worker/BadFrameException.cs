// Raised when a client sends what cannot be served; it ends that client's connection.
namespace Caravan.Rpc;

/// <summary>A request that breaks the protocol or asks for the impossible. The message is the reason to log, one line.</summary>
internal sealed class BadFrameException : Exception
{
    /// <summary>Creates the exception.</summary>
    internal BadFrameException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    internal BadFrameException(string message, Exception inner)
        : base(message, inner) { }
}
