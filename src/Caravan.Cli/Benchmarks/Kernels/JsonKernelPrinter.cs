// Results of "bench cpu" as JSON.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>An object on a line of its own for each result; an array of them where not only lines are wanted.</summary>
internal sealed class JsonKernelPrinter(IReadOnlyList<KernelField> fields, bool isLines) : KernelPrinter
{
    private bool hasOne;

    /// <inheritdoc/>
    internal override string Begin() => isLines ? "" : "[";

    /// <inheritdoc/>
    internal override string Add(KernelResult result)
    {
        IEnumerable<string> pairs = fields.Select(field =>
            $"\"{field.Name}\": {BenchJson.Value(field.Kind, field.Value(result))}"
        );
        string text = "{" + string.Join(", ", pairs) + "}";
        string before = isLines ? "" : (hasOne ? ",\n  " : "\n  ");
        hasOne = true;
        return before + text + (isLines ? "\n" : "");
    }

    /// <inheritdoc/>
    internal override string End() => isLines ? "" : "\n]\n";
}
