// Runs the graphs that a ggml client sends for one device of one connection.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>
/// Turns each GRAPH_COMPUTE into a program of the device and runs it. Programs are kept by structure, so that a graph which
/// differs from an earlier one by places and extents only is rebound, not compiled. Not safe for several threads at once.
/// </summary>
public sealed class PlacedGraphRunner : IDisposable
{
    /// <summary>Creates the runner of one device of one connection.</summary>
    /// <param name="device">The device; the caller keeps it.</param>
    /// <param name="dialect">What the client speaks.</param>
    /// <param name="buffers">The connection's buffers, all of this device.</param>
    public PlacedGraphRunner(IDevice device, Dialect dialect, IPlaceResolver buffers)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(buffers);
    }

    /// <summary>Runs a graph to its end.</summary>
    /// <param name="message">The payload of GRAPH_COMPUTE, from the device number on.</param>
    /// <exception cref="PlacedGraphException">The graph is malformed or cannot be run; the buffers may hold partial results.</exception>
    public void Compute(ReadOnlySpan<byte> message) => throw new PlacedGraphException("graphs are not run yet");

    /// <summary>Runs the last graph again, on what its buffers hold now.</summary>
    /// <exception cref="PlacedGraphException">There is no last graph, or a buffer of it was freed since.</exception>
    public void Recompute() => throw new PlacedGraphException("graphs are not run yet");

    /// <summary>Must be called before a buffer is disposed: the last graph is dropped if it uses the buffer.</summary>
    public void Forget(IDeviceBuffer buffer) => ArgumentNullException.ThrowIfNull(buffer);

    /// <inheritdoc/>
    public void Dispose() { }
}
