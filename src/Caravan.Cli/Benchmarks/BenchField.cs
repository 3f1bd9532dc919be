// One value of a benchmark's results in the formats that programs read.
namespace Caravan.Cli.Benchmarks;

/// <summary>A field by llama-bench's name.</summary>
/// <param name="Name">Its name in JSON, CSV and SQL.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Value">Its value as text.</param>
internal sealed record BenchField(string Name, BenchFieldKind Kind, Func<BenchResult, string> Value);
