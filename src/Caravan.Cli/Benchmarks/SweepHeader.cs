// What all rows of a sweep have in common.
namespace Caravan.Cli.Benchmarks;

/// <summary>The numbers that llama-sweep-bench tells about a run.</summary>
/// <param name="ContextLength">Tokens that the cache has room for.</param>
/// <param name="BatchSize"><c>-b</c>.</param>
/// <param name="MicroBatchSize"><c>-ub</c>.</param>
/// <param name="FlashAttention">1 or 0.</param>
/// <param name="GpuLayers"><c>-ngl</c>, -1 for automatic.</param>
/// <param name="Threads">Threads for single tokens.</param>
/// <param name="BatchThreads">Threads for several tokens at once.</param>
internal sealed record SweepHeader(
    int ContextLength,
    int BatchSize,
    int MicroBatchSize,
    int FlashAttention,
    int GpuLayers,
    int Threads,
    int BatchThreads
);
