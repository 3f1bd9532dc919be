// Results of a benchmark as one JSON array.
namespace Caravan.Cli.Benchmarks;

/// <summary>An array with an object for each result, a line for each field.</summary>
internal sealed class JsonBenchPrinter(IReadOnlyList<BenchField> fields) : BenchPrinter
{
    private bool hasOne;

    /// <inheritdoc/>
    internal override string Begin() => "[\n";

    /// <inheritdoc/>
    internal override string Add(BenchResult result)
    {
        IEnumerable<string> lines = fields
            .Select(field => BenchJson.Pair(field, result))
            .Append(BenchJson.Samples(result))
            .Append(BenchJson.Rates(result));
        string text = (hasOne ? ",\n" : "") + "  {\n    " + string.Join(",\n    ", lines) + "\n  }";
        hasOne = true;
        return text;
    }

    /// <inheritdoc/>
    internal override string End() => "\n]\n";
}
