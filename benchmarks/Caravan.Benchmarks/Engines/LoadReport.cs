// What an engine's process says once its model is loaded.
namespace Caravan.Benchmarks.Engines;

/// <summary>A loaded engine.</summary>
/// <param name="Description">Name, version and instruction set.</param>
/// <param name="Seconds">Time from the call that opens the model to a context ready for tokens.</param>
/// <param name="ComputeBytes">Bytes of the compute buffer.</param>
/// <param name="CacheBytes">Bytes of the KV cache.</param>
/// <param name="PeakBefore">Peak resident memory before loading: the process itself.</param>
public sealed record LoadReport(
    string Description,
    double Seconds,
    long ComputeBytes,
    long CacheBytes,
    long PeakBefore
);
