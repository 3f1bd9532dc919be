// Results of a benchmark as llama-bench's table.
using System.Globalization;
using System.Text;
using Caravan.Cli.Options;
using Caravan.Platform;

namespace Caravan.Cli.Benchmarks;

/// <summary>A table in Markdown with llama-bench's columns and widths.</summary>
internal sealed class MarkdownBenchPrinter : BenchPrinter
{
    private const double Gibibyte = 1L << 30;
    private const double Mebibyte = 1 << 20;
    private const int ModelWidth = -30;
    private const int SizeWidth = 10;
    private const int BackendWidth = -10;
    private const int TestWidth = 15;
    private const int RateWidth = 20;

    private static readonly BenchColumn GpuLayers = new("ngl", 3, "", one => Text(one.Placement.GpuLayersNumber));
    private static readonly BenchColumn ThreadsAlways = new("threads", 7, "", one => Text(one.Threads));
    private readonly BenchColumn[] columns;

    /// <summary>A table with the columns that the tests differ in, from each other or from what is usual.</summary>
    internal MarkdownBenchPrinter(IReadOnlyList<BenchCase> cases, string backends)
    {
        bool isCpu = backends == BenchSubject.CpuBackend;
        BenchColumn threads = isCpu ? ThreadsAlways : ThreadsAlways with { Usual = Text(PhysicalCores.Count()) };
        BenchColumn[] optional =
        [
            new("n_cpu_moe", 10, "0", one => Text(one.Placement.CpuExpertLayers)),
            threads,
            new("n_batch", 7, Text(BenchCases.UsualBatch), one => Text(one.BatchSize)),
            new("n_ubatch", 8, Text(BenchCases.UsualMicroBatch), one => Text(one.MicroBatchSize)),
            new("type_k", 6, "f16", one => BenchFields.NameOf(one.KeyType)),
            new("type_v", 6, "f16", one => BenchFields.NameOf(one.ValueType)),
            new("main_gpu", 10, "0", one => Text(one.Placement.MainDevice)),
            new("sm", 6, "layer", one => one.Placement.SplitMode),
            new("nkvo", 13, "0", one => one.Placement.NoCacheOffload ? "1" : "0"),
            new("fa", 3, "-1", one => Text(one.FlashAttentionNumber)),
            new("load", 5, LoadModes.Automatic, one => LoadModes.NameOf(one.Memory)),
            new("mla", 3, "", one => one.LatentAttention is int form ? Text(form) : ""),
            new("dev", -12, "auto", one => one.Placement.DevicesText),
            new("ts", -12, "0.00", one => one.Placement.TensorSplitText),
            new("ot", -21, "none", one => one.Placement.OverridesText),
        ];
        columns = [.. isCpu ? [] : new[] { GpuLayers }, .. optional.Where(column => column.IsWorthShowing(cases))];
    }

    /// <inheritdoc/>
    internal override string Begin()
    {
        (string Title, int Width)[] all =
        [
            ("model", ModelWidth),
            ("size", SizeWidth),
            ("params", SizeWidth),
            ("backend", BackendWidth),
            .. columns.Select(column => (column.Title, column.Width)),
            ("test", TestWidth),
            ("t/s", RateWidth),
        ];
        StringBuilder text = new("|");
        foreach ((string title, int width) in all)
        {
            text.Append(Cell(title, width));
        }

        text.Append("\n|");
        foreach ((_, int width) in all)
        {
            text.Append(' ').Append('-', Math.Abs(width) - 1).Append(width > 0 ? ": |" : "- |");
        }

        return text.Append('\n').ToString();
    }

    /// <inheritdoc/>
    internal override string Add(BenchResult result)
    {
        StringBuilder text = new("|");
        text.Append(Cell(result.Subject.Model, ModelWidth));
        text.Append(Cell(Size(result.Subject.ModelBytes), SizeWidth));
        text.Append(Cell(Parameters(result.Subject.ModelParameters), SizeWidth));
        text.Append(Cell(result.Subject.Backends, BackendWidth));
        foreach (BenchColumn column in columns)
        {
            text.Append(Cell(column.Value(result.Case), column.Width));
        }

        text.Append(Cell(result.Case.Name, TestWidth));
        string rate = string.Create(
            CultureInfo.InvariantCulture,
            $"{result.AverageRate:F2} ± {result.DeviationRate:F2}"
        );
        return text.Append(Cell(rate, RateWidth)).Append('\n').ToString();
    }

    /// <inheritdoc/>
    internal override string End() => $"\nbuild: {VersionText.Commit} ({VersionText.BuildNumber})\n";

    private static string Cell(string value, int width) =>
        $" {(width < 0 ? value.PadRight(-width) : value.PadLeft(width))} |";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Size(long bytes) =>
        bytes < Gibibyte
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:F2} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / Gibibyte:F2} GiB");

    private static string Parameters(long count) =>
        count < 1_000_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:F2} M")
            : string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:F2} B");
}
