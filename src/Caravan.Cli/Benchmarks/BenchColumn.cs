// One optional column of a benchmark's table.
namespace Caravan.Cli.Benchmarks;

/// <summary>A column that is shown where some test has another value than the usual one.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Width">Characters; negative for text, which stands left.</param>
/// <param name="Usual">The value of a command line that says nothing.</param>
/// <param name="Value">Its value.</param>
internal sealed record BenchColumn(string Title, int Width, string Usual, Func<BenchCase, string> Value)
{
    /// <summary>True when there is something to tell.</summary>
    internal bool IsWorthShowing(IEnumerable<BenchCase> cases) => cases.Any(one => Value(one) != Usual);
}
