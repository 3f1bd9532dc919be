// A device under another name.
using Caravan.Graph;

namespace Caravan.Engine.Tests;

/// <summary>Passes everything on but for its name, so that one process can have several.</summary>
internal sealed class RenamedDevice(string name, IDevice device) : IDevice
{
    public DeviceInfo Info => device.Info with { Name = name };

    public string? WhyUnsupported(GraphTensor node) => device.WhyUnsupported(node);

    public IDeviceBuffer Allocate(long bytes) => device.Allocate(bytes);

    public unsafe IDeviceBuffer? Import(byte* memory, long bytes) => null;

    public IProgram Compile(Caravan.Graph.Graph graph, TensorBindings bindings, SymbolValues maximum) =>
        device.Compile(graph, bindings, maximum);

    public IPlacedProgram CompilePlaced(PlacedGraph graph) => device.CompilePlaced(graph);

    public void Dispose() => device.Dispose();
}
