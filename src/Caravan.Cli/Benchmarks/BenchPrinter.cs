// Writes the results of a benchmark in one of llama-bench's formats.
using Caravan.Cli.Options;

namespace Caravan.Cli.Benchmarks;

/// <summary>A format: a beginning, a part for each result, an end.</summary>
internal abstract class BenchPrinter
{
    /// <summary>Makes the printer of a format; null for none.</summary>
    /// <param name="format">The format.</param>
    /// <param name="cases">All tests that will be run.</param>
    /// <param name="backends">What computes them.</param>
    internal static BenchPrinter? Create(BenchFormat format, IReadOnlyList<BenchCase> cases, string backends) =>
        format switch
        {
            BenchFormat.Markdown => new MarkdownBenchPrinter(cases, backends),
            BenchFormat.Csv => new CsvBenchPrinter(BenchFields.For(cases)),
            BenchFormat.Json => new JsonBenchPrinter(BenchFields.For(cases)),
            BenchFormat.JsonLines => new JsonLinesBenchPrinter(BenchFields.For(cases)),
            BenchFormat.Sql => new SqlBenchPrinter(BenchFields.For(cases)),
            _ => null,
        };

    /// <summary>What stands before all results.</summary>
    internal virtual string Begin() => "";

    /// <summary>One result.</summary>
    internal abstract string Add(BenchResult result);

    /// <summary>What stands after all results.</summary>
    internal virtual string End() => "";
}
