// A device whose buffers lie between inaccessible pages.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>
/// Passes everything on to another device, but gives it memory that ends at an inaccessible page and begins after one: an op
/// that leaves its buffer stops the process.
/// </summary>
/// <param name="inner">The device that computes; its owner disposes it.</param>
internal sealed class GuardedDevice(IDevice inner) : IDevice
{
    /// <inheritdoc/>
    public DeviceInfo Info => inner.Info;

    /// <inheritdoc/>
    public string? WhyUnsupported(GraphTensor node) => inner.WhyUnsupported(node);

    /// <inheritdoc/>
    public IDeviceBuffer Allocate(long bytes) => new GuardedDeviceBuffer(inner, bytes);

    /// <summary>Never: memory of others has no guards.</summary>
    public unsafe IDeviceBuffer? Import(byte* memory, long bytes) => null;

    /// <inheritdoc/>
    public IProgram Compile(Graph.Graph graph, TensorBindings bindings, SymbolValues maximum) =>
        throw new DeviceException("only placed graphs are fuzzed");

    /// <inheritdoc/>
    public IPlacedProgram CompilePlaced(PlacedGraph graph) => new GuardedProgram(inner.CompilePlaced(graph));

    /// <inheritdoc/>
    public void Dispose() { }
}
