// One column of the table of "bench cpu".
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A column.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Width">Characters; negative for text, which stands left.</param>
/// <param name="Value">Its value; empty for none.</param>
internal sealed record KernelColumn<T>(string Title, int Width, Func<T, string> Value);
