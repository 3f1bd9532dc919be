// The fields of CSV and JSON.
using System.Globalization;
using Caravan.Cpu;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>All fields of a result; those of peers are there where there are peers.</summary>
internal static class KernelFields
{
    private const double Giga = 1e9;

    private static readonly KernelField[] Own =
    [
        Text("build_commit", _ => VersionText.Commit),
        Text("cpu_info", _ => CpuFacts.Current.Name),
        Text("mode", r => r.Case.Mode.ToString().ToLowerInvariant()),
        Text("type", r => BenchFields.NameOf(r.Case.Type)),
        Integer("k", r => r.Case.K),
        Integer("rows", r => r.Case.Rows),
        Integer("columns", r => r.Case.Columns),
        Integer("threads", r => r.Case.Threads),
        Text("kernel", r => r.Kernel),
        Integer("weight_bytes", r => r.Case.WeightBytes),
        Integer("copies", r => r.Case.Copies),
        Integer("ns", r => Nanoseconds(r.Seconds)),
        Number("gmacs", r => r.MultiplyAddRate / Giga),
        Number("gbs", r => r.ByteRate / Giga),
        Text("peak_instruction", r => r.Peak?.Instruction),
        Number("peak_gmacs", r => r.Peak?.MultiplyAdds / Giga),
        Number("peak_share", r => r.PeakShare),
        Number("read_gbs", r => r.Limits.ReadBandwidth / Giga),
        Number("read_share", r => r.ReadShare),
    ];

    /// <summary>The fields where some peers are compared with.</summary>
    internal static IReadOnlyList<KernelField> For(IEnumerable<KernelPeer> peers) =>
        [.. Own, .. peers.SelectMany(peer => OfPeer(peer.Name, peer.Key))];

    private static IEnumerable<KernelField> OfPeer(string name, string key) =>
        [
            Text($"{key}_buffer", r => r.Of(name)?.Buffer),
            Integer($"{key}_ns", r => Nanoseconds(r.Of(name)?.Seconds)),
            Number($"{key}_ratio", r => r.Of(name)?.Ratio),
            Number($"{key}_difference", r => r.Of(name)?.Difference),
            Integer($"{key}_dot_ns", r => Nanoseconds(r.Of(name)?.DotSeconds)),
            Number($"{key}_dot_ratio", r => r.Of(name)?.DotRatio),
        ];

    private static long? Nanoseconds(double? seconds) => (long?)(seconds * Giga);

    private static KernelField Text(string name, Func<KernelResult, string?> value) =>
        new(name, BenchFieldKind.Text, value);

    private static KernelField Integer(string name, Func<KernelResult, long?> value) =>
        new(name, BenchFieldKind.Integer, r => value(r)?.ToString(CultureInfo.InvariantCulture));

    // JSON has no NaN: what is no number is left out.
    private static KernelField Number(string name, Func<KernelResult, double?> value) =>
        new(
            name,
            BenchFieldKind.Number,
            r =>
                value(r) is { } number && double.IsFinite(number)
                    ? number.ToString("G6", CultureInfo.InvariantCulture)
                    : null
        );
}
