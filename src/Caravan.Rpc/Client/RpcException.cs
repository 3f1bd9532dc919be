// Raised when a worker cannot be reached, breaks the protocol or goes away.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>A connection to a worker failed; it cannot be used any more. The message names the worker and what was found.</summary>
public sealed class RpcException : DeviceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="endpoint">The worker.</param>
    /// <param name="command">The request that failed, or null outside one.</param>
    /// <param name="message">What was found, what was expected and what to do, in one sentence.</param>
    /// <param name="inner">The cause, or null.</param>
    public RpcException(RpcEndpoint endpoint, RpcCommand? command, string message, Exception? inner = null)
        : base(command is null ? $"worker {endpoint}: {message}" : $"worker {endpoint}, {command}: {message}", inner!)
    {
        Endpoint = endpoint;
        Command = command;
    }

    /// <summary>The worker.</summary>
    public RpcEndpoint Endpoint { get; }

    /// <summary>The request that failed, or null outside one.</summary>
    public RpcCommand? Command { get; }

    /// <summary>True when the worker closed the connection instead of answering.</summary>
    internal bool WasClosed { get; init; }
}
