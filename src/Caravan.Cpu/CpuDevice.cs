// The CPU of this machine as a device.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>Runs graphs on the processor's cores with a team of threads.</summary>
public sealed unsafe class CpuDevice : IDevice
{
    private readonly ThreadTeam team;

    /// <summary>Creates the device and starts its threads.</summary>
    /// <param name="threads">Threads, the caller of a program included; 1 starts none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1 or above 1024.</exception>
    public CpuDevice(int threads)
    {
        team = new ThreadTeam(threads);
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        long total = memory.TotalAvailableMemoryBytes;
        Info = new DeviceInfo("CPU", ProcessorName.Read(), total, Math.Max(0, total - memory.MemoryLoadBytes));
    }

    /// <summary>Threads of the team.</summary>
    public int Threads => team.Size;

    /// <inheritdoc/>
    public DeviceInfo Info { get; }

    /// <inheritdoc/>
    public string? WhyUnsupported(GraphTensor node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return OpRegistry.WhyUnsupported(node);
    }

    /// <inheritdoc/>
    public IDeviceBuffer Allocate(long bytes) => new CpuBuffer(bytes);

    /// <inheritdoc/>
    public IDeviceBuffer? Import(byte* memory, long bytes)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new CpuBuffer(memory, bytes);
    }

    /// <inheritdoc/>
    public IProgram Compile(Graph.Graph graph, TensorBindings bindings, SymbolValues maximum)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(bindings);
        return new CpuProgram(graph, bindings, maximum, team);
    }

    /// <inheritdoc/>
    public void Dispose() => team.Dispose();
}
