// Results of a benchmark as comma-separated values.
namespace Caravan.Cli.Benchmarks;

/// <summary>A line of names, then a line of quoted values for each result.</summary>
internal sealed class CsvBenchPrinter(IReadOnlyList<BenchField> fields) : BenchPrinter
{
    /// <inheritdoc/>
    internal override string Begin() => string.Join(',', fields.Select(field => field.Name)) + "\n";

    /// <inheritdoc/>
    internal override string Add(BenchResult result) =>
        string.Join(',', fields.Select(field => Quote(field.Value(result)))) + "\n";

    private static string Quote(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
