// The contract of everything that can run a graph: CPU, remote worker, GPU, recording fake.
namespace Caravan.Graph;

/// <summary>A device: reports what it is, allocates buffers and compiles graphs into programs.</summary>
public interface IDevice : IDisposable
{
    /// <summary>What the device is.</summary>
    DeviceInfo Info { get; }

    /// <summary>Null when the device can run <paramref name="node"/>, otherwise one sentence that says why not.</summary>
    string? WhyUnsupported(GraphTensor node);

    /// <summary>Allocates a zeroed buffer.</summary>
    /// <exception cref="DeviceException">There is not enough memory.</exception>
    IDeviceBuffer Allocate(long bytes);

    /// <summary>
    /// A buffer over memory of this process that is used in place (mapped weights), or null where the device must copy.
    /// The memory must stay valid and unchanged until the buffer is disposed.
    /// </summary>
    unsafe IDeviceBuffer? Import(byte* memory, long bytes);

    /// <summary>Compiles a graph for this device.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="bindings">A place for every weight and state leaf.</param>
    /// <param name="maximum">The largest symbol values it will be run with; memory is planned for them.</param>
    /// <exception cref="DeviceException">An op is not supported, or there is not enough memory.</exception>
    IProgram Compile(Graph graph, TensorBindings bindings, SymbolValues maximum);

    /// <summary>Compiles a graph whose tensors lie where a client put them, in buffers of this device.</summary>
    /// <param name="graph">The graph's structure.</param>
    /// <exception cref="DeviceException">An op is not supported.</exception>
    IPlacedProgram CompilePlaced(PlacedGraph graph);
}
