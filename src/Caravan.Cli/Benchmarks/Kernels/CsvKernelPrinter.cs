// Results of "bench cpu" as comma-separated values.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A line of names, then a line of values for each result; texts are quoted, what there is none of is empty.</summary>
internal sealed class CsvKernelPrinter(IReadOnlyList<KernelField> fields) : KernelPrinter
{
    /// <inheritdoc/>
    internal override string Begin() => string.Join(',', fields.Select(field => field.Name)) + "\n";

    /// <inheritdoc/>
    internal override string Add(KernelResult result) =>
        string.Join(',', fields.Select(field => Cell(field, result))) + "\n";

    private static string Cell(KernelField field, KernelResult result) =>
        field.Value(result) is not { } value ? ""
        : field.Kind == BenchFieldKind.Text ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : value;
}
