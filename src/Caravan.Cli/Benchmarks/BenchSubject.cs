// What was measured: program, machine and model, the same for many rows.
using Caravan.Cli.Running;
using Caravan.Engine;

namespace Caravan.Cli.Benchmarks;

/// <summary>Facts about an open model and what computes it.</summary>
/// <param name="Cpu">The processor.</param>
/// <param name="Backends">What computes: CPU, or RPC where workers take part.</param>
/// <param name="Model">The model in words: <c>llama 1.1B Q4_K - Medium</c>.</param>
/// <param name="ModelBytes">Bytes of its weights.</param>
/// <param name="ModelParameters">Number of its weights.</param>
/// <param name="Memory">Where the weights of this machine lie.</param>
internal sealed record BenchSubject(
    string Cpu,
    string Backends,
    string Model,
    long ModelBytes,
    long ModelParameters,
    WeightMemory Memory
)
{
    /// <summary>The backend's name of a machine without workers.</summary>
    internal const string CpuBackend = "CPU";

    private const string RpcBackend = "RPC";

    /// <summary>The backends of a request.</summary>
    internal static string BackendsOf(PlacementRequest request) =>
        request.RpcEndpoints.IsEmpty ? CpuBackend : RpcBackend;

    /// <summary>The facts about what a host has opened.</summary>
    internal static BenchSubject Of(EngineHost host, PlacementRequest request) =>
        new(
            host.DeviceDescription,
            BackendsOf(request),
            ModelDescription.Of(host.Model),
            host.Model.WeightBytes,
            host.Model.Parameters,
            host.Model.Memory
        );
}
