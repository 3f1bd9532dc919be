// One value of the results of "bench cpu" in the formats that programs read.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A field.</summary>
/// <param name="Name">Its name in CSV and JSON.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Value">Its value as text; null for none.</param>
internal sealed record KernelField(string Name, BenchFieldKind Kind, Func<KernelResult, string?> Value);
