// Results of "bench cpu" as tables in Markdown.
using System.Globalization;
using System.Text;
using Caravan.Cpu;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>The machine, a table of its limits, and a table of the results.</summary>
internal sealed class MarkdownKernelPrinter(
    KernelMode mode,
    IReadOnlyList<KernelLimits> limits,
    IReadOnlyList<KernelPeer> peers
) : KernelPrinter
{
    private const double Giga = 1e9;
    private const double Milli = 1e-3;
    private const int NumberWidth = 8;

    private readonly KernelColumn<KernelResult>[] columns =
    [
        new("type", -10, r => r.Case.Type.ToString()),
        new("k x rows", -12, r => $"{r.Case.K} x {r.Case.Rows}"),
        new("columns", 7, r => Number(r.Case.Columns, "F0")),
        new("threads", 7, r => Number(r.Case.Threads, "F0")),
        new("kernel", -23, r => r.Kernel),
        new("ms", NumberWidth, r => Number(r.Seconds / Milli, "F3")),
        new("GMAC/s", NumberWidth, r => Number(r.MultiplyAddRate / Giga, "F1")),
        new("of peak", NumberWidth, r => Number(r.PeakShare, "F2")),
        .. mode == KernelMode.Block
            ? Array.Empty<KernelColumn<KernelResult>>()
            :
            [
                new("GB/s", NumberWidth, r => Number(r.ByteRate / Giga, "F1")),
                new("of reading", 10, r => Number(r.ReadShare, "F2")),
            ],
        .. peers.SelectMany(peer => OfPeer(peer, mode)),
    ];

    /// <inheritdoc/>
    internal override string Begin()
    {
        StringBuilder text = new();
        text.Append($"{CpuFacts.Current.Name}, {CpuFeatures.Names}; kernels: {CpuKernels.Level}");
        text.Append(peers.Count > 0 ? $"; beside {string.Join(", ", peers.Select(peer => peer.Description))}" : "");
        text.Append("\n\n");
        KernelColumn<KernelLimits>[] columnsOfLimits =
        [
            new("threads", NumberWidth, l => Number(l.Threads, "F0")),
            new(
                $"bytes, {limits[0].Bytes?.Instruction ?? "none"}, GMAC/s",
                1,
                l => Number(l.Bytes?.MultiplyAdds / Giga, "F1")
            ),
            new($"floats, {limits[0].Floats.Instruction}, GMAC/s", 1, l => Number(l.Floats.MultiplyAdds / Giga, "F1")),
            new("reading, GB/s", 1, l => Number(l.ReadBandwidth / Giga, "F1")),
        ];
        AppendHeader(text, columnsOfLimits);
        foreach (KernelLimits one in limits)
        {
            AppendRow(text, columnsOfLimits, one);
        }

        text.Append('\n');
        AppendHeader(text, columns);
        return text.ToString();
    }

    /// <inheritdoc/>
    internal override string Add(KernelResult result)
    {
        StringBuilder text = new();
        AppendRow(text, columns, result);
        return text.ToString();
    }

    private static IEnumerable<KernelColumn<KernelResult>> OfPeer(KernelPeer peer, KernelMode mode)
    {
        string name = peer.Name;
        yield return new($"{name}, ms", 1, r => Number(r.Of(name)?.Seconds / Milli, "F3"));
        yield return new("ratio", NumberWidth, r => Number(r.Of(name)?.Ratio, "F2"));
        if (mode == KernelMode.Product && peer.HasDots)
        {
            yield return new("to vec_dot", 1, r => Number(r.Of(name)?.DotRatio, "F2"));
        }
    }

    private static void AppendHeader<T>(StringBuilder text, KernelColumn<T>[] columns)
    {
        text.Append('|');
        foreach (KernelColumn<T> column in columns)
        {
            text.Append(Cell(column, column.Title));
        }

        text.Append("\n|");
        foreach (KernelColumn<T> column in columns)
        {
            text.Append(' ').Append('-', Width(column) - 1).Append(column.Width > 0 ? ": |" : "- |");
        }

        text.Append('\n');
    }

    private static void AppendRow<T>(StringBuilder text, KernelColumn<T>[] columns, T row)
    {
        text.Append('|');
        foreach (KernelColumn<T> column in columns)
        {
            text.Append(Cell(column, column.Value(row)));
        }

        text.Append('\n');
    }

    private static int Width<T>(KernelColumn<T> column) => Math.Max(Math.Abs(column.Width), column.Title.Length);

    private static string Cell<T>(KernelColumn<T> column, string value) =>
        $" {(column.Width < 0 ? value.PadRight(Width(column)) : value.PadLeft(Width(column)))} |";

    private static string Number(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "";
}
