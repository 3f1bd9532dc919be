// The contract of everything that can run a graph: CPU, remote worker, GPU, recording fake.
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>A device: reports what it is, allocates buffers and compiles graphs into programs.</summary>
public interface IDevice : IDisposable
{
    /// <summary>What the device is.</summary>
    DeviceInfo Info { get; }

    /// <summary>Alignment in bytes that tensors need within a buffer, a power of two.</summary>
    long Alignment => 256;

    /// <summary>Bytes that one buffer has at the most.</summary>
    long LargestBuffer => long.MaxValue;

    /// <summary>
    /// Bytes to set aside for a tensor in a buffer: some devices want rows padded that do not fill their tiles. At least the
    /// tensor's own bytes, which lie at the start.
    /// </summary>
    long AllocationBytes(TensorType type, TensorShape shape) => shape.Bytes(type);

    /// <summary>
    /// Bytes to set aside for a computed tensor or an input at the largest symbols: some devices put scratch of an op behind
    /// its result. At least the tensor's own bytes, which lie at the start.
    /// </summary>
    long AllocationBytes(GraphTensor tensor, in SymbolValues maximum) => Footprint.Bytes(tensor, maximum);

    /// <summary>Null when the device can run <paramref name="node"/>, otherwise one sentence that says why not.</summary>
    string? WhyUnsupported(GraphTensor node);

    /// <summary>
    /// True where SET_ROWS stores rows of a type only when they follow one another: the steps of such a cache write one run of
    /// consecutive rows each.
    /// </summary>
    bool StoresConsecutiveRowsOnly(TensorType type) => false;

    /// <summary>Allocates a zeroed buffer.</summary>
    /// <exception cref="DeviceException">There is not enough memory.</exception>
    IDeviceBuffer Allocate(long bytes);

    /// <summary>
    /// A buffer over memory of this process that is used in place (mapped weights), or null where the device must copy.
    /// The memory must stay valid and unchanged until the buffer is disposed.
    /// </summary>
    unsafe IDeviceBuffer? Import(byte* memory, long bytes);

    /// <summary>Compiles a graph for this device.</summary>
    /// <remarks>
    /// Bindings may also name inputs and computed tensors that own their bytes. Such a tensor lies at the given place instead
    /// of a compute buffer of the program: an input is read from there (and <see cref="IProgram.Write"/> stores it there), a
    /// computed tensor is written there. Programs of one device share values and memory that way. Places may overlap as
    /// <see cref="MemoryPlanner"/> overlaps them, so ops must take effect in the graph's order; and what is issued first on a
    /// device takes effect first, in whatever programs and buffers.
    /// </remarks>
    /// <param name="graph">The graph.</param>
    /// <param name="bindings">A place for every weight and state leaf, and for any input or computed tensor.</param>
    /// <param name="maximum">The largest symbol values it will be run with; memory is planned for them.</param>
    /// <exception cref="DeviceException">An op is not supported, or there is not enough memory.</exception>
    IProgram Compile(Graph graph, TensorBindings bindings, SymbolValues maximum);

    /// <summary>Compiles a graph whose tensors lie where a client put them, in buffers of this device.</summary>
    /// <param name="graph">The graph's structure.</param>
    /// <exception cref="DeviceException">An op is not supported.</exception>
    IPlacedProgram CompilePlaced(PlacedGraph graph);
}
