// A device under another name that computes on the CPU and records what it is asked.
using Caravan.Cpu;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Engine.Tests;

/// <summary>Stands for a worker: memory of this process is not used in place, and every call is noted.</summary>
internal sealed class RecordingDevice(string name, List<DeviceCall> calls, long freeBytes = 1L << 30) : IDevice
{
    private readonly CpuDevice cpu = new(1);

    public DeviceInfo Info { get; } = new(name, "a recording fake", 1L << 30, freeBytes);

    public long Alignment { get; init; } = 256;

    public long LargestBuffer { get; init; } = long.MaxValue;

    /// <summary>Bytes of padding behind each tensor.</summary>
    public long Padding { get; init; }

    /// <summary>An op that it cannot run.</summary>
    public GraphOp? Unsupported { get; init; }

    /// <summary>A type whose rows it stores only when they follow one another.</summary>
    public TensorType? StoredInRuns { get; init; }

    /// <summary>Sizes of the buffers asked for.</summary>
    internal List<long> Allocations { get; } = [];

    public long AllocationBytes(TensorType type, TensorShape shape) => shape.Bytes(type) + Padding;

    public string? WhyUnsupported(GraphTensor node) =>
        node.Op == Unsupported ? $"it has no {node.Op}" : cpu.WhyUnsupported(node);

    public bool StoresConsecutiveRowsOnly(TensorType type) => type == StoredInRuns;

    public IDeviceBuffer Allocate(long bytes)
    {
        Allocations.Add(bytes);
        return cpu.Allocate(bytes);
    }

    public unsafe IDeviceBuffer? Import(byte* memory, long bytes) => null;

    public IProgram Compile(Caravan.Graph.Graph graph, TensorBindings bindings, SymbolValues maximum) =>
        new RecordingProgram(name, cpu.Compile(graph, bindings, maximum), calls);

    public IPlacedProgram CompilePlaced(PlacedGraph graph) => cpu.CompilePlaced(graph);

    public void Dispose() => cpu.Dispose();
}
