// Writes the results of "bench cpu" in one of its formats.
using Caravan.Cli.Options;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A format: a beginning, a part for each result, an end.</summary>
internal abstract class KernelPrinter
{
    /// <summary>Makes the printer of a format.</summary>
    internal static KernelPrinter Create(
        BenchFormat format,
        KernelMode mode,
        IReadOnlyList<KernelLimits> limits,
        IReadOnlyList<KernelPeer> peers
    ) =>
        format switch
        {
            BenchFormat.Csv => new CsvKernelPrinter(KernelFields.For(peers)),
            BenchFormat.Json => new JsonKernelPrinter(KernelFields.For(peers), isLines: false),
            BenchFormat.JsonLines => new JsonKernelPrinter(KernelFields.For(peers), isLines: true),
            _ => new MarkdownKernelPrinter(mode, limits, peers),
        };

    /// <summary>What stands before all results.</summary>
    internal virtual string Begin() => "";

    /// <summary>One result.</summary>
    internal abstract string Add(KernelResult result);

    /// <summary>What stands after all results.</summary>
    internal virtual string End() => "";
}
