// Results of a benchmark as a JSON object a line.
namespace Caravan.Cli.Benchmarks;

/// <summary>An object on a line of its own for each result.</summary>
internal sealed class JsonLinesBenchPrinter(IReadOnlyList<BenchField> fields) : BenchPrinter
{
    /// <inheritdoc/>
    internal override string Add(BenchResult result)
    {
        IEnumerable<string> pairs = fields
            .Select(field => BenchJson.Pair(field, result))
            .Append(BenchJson.Samples(result))
            .Append(BenchJson.Rates(result));
        return "{" + string.Join(", ", pairs) + "}\n";
    }
}
