// The CPU of this machine as a device.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>Runs graphs on the processor's cores with a team of threads.</summary>
public sealed unsafe class CpuDevice : IDevice
{
    private readonly ThreadTeam team;
    private readonly ThreadTeam batchTeam;
    private readonly PlacedMemory placedMemory = new();

    /// <summary>Creates the device and starts its threads.</summary>
    /// <param name="threads">Threads for single tokens, the caller of a program included; 1 starts none.</param>
    /// <param name="batchThreads">Threads for several tokens at once; null for as many.</param>
    /// <param name="options">Where the threads run; null for where the system puts them.</param>
    /// <param name="batchOptions">The same for several tokens at once; null for <paramref name="options"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1 or above 1024.</exception>
    public CpuDevice(
        int threads,
        int? batchThreads = null,
        TeamOptions? options = null,
        TeamOptions? batchOptions = null
    )
    {
        team = new ThreadTeam(threads, options);
        batchOptions ??= options;
        bool isAnother = (batchThreads ?? threads) != threads || batchOptions != options;
        batchTeam = isAnother ? new ThreadTeam(batchThreads ?? threads, batchOptions) : team;
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        long total = memory.TotalAvailableMemoryBytes;
        Info = new DeviceInfo("CPU", CpuFacts.Current.Name, total, Math.Max(0, total - memory.MemoryLoadBytes));
    }

    /// <summary>Threads for single tokens.</summary>
    public int Threads => team.Size;

    /// <summary>Threads for several tokens at once.</summary>
    public int BatchThreads => batchTeam.Size;

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
        return new CpuProgram(graph, bindings, maximum, team, batchTeam);
    }

    /// <inheritdoc/>
    public IPlacedProgram CompilePlaced(PlacedGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new CpuPlacedProgram(graph, team, batchTeam, placedMemory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        team.Dispose();
        batchTeam.Dispose();
        placedMemory.Dispose();
    }
}
