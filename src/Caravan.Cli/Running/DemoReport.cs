// What the demo did and how fast.
using System.Globalization;
using Caravan.Engine;

namespace Caravan.Cli.Running;

/// <summary>Formats the demo's last lines.</summary>
internal static class DemoReport
{
    private const double Mebibyte = 1024 * 1024;
    private const string Hint = "Your own model: caravan run -m MODEL.gguf -p \"Once upon a time\"\n";

    /// <summary>What was run, where, and how fast.</summary>
    internal static string Format(string path, EngineHost host, SessionTimings timings, TokenLedger ledger, uint seed)
    {
        string model = Path.GetFileName(path);
        FormattableString text = $"""
            {model}: {ModelReport.Parameters(host.Model.Parameters)} weights, {host.Model.FileBytes
                / Mebibyte:F1} MiB, architecture {host.Model.Hyperparameters.Architecture}
            on {Place(host)}; seed {seed}
            loaded and warmed up in {host.LoadMilliseconds / 1000:F2} s
            read   {timings.PromptTokens, 4} tokens at {PerSecond(
                timings.PromptTokens,
                timings.PromptMilliseconds
            ), 8:F1} tokens/s
            wrote  {timings.Samples, 4} tokens at {PerSecond(
                timings.GeneratedTokens,
                timings.GenerationMilliseconds
            ), 8:F1} tokens/s

            """;
        string figures = text.ToString(CultureInfo.InvariantCulture).ReplaceLineEndings("\n");
        string table = host.Model.Placement is { } placement ? "\n" + LedgerTable.Format(placement, ledger) : "";
        return $"{figures}{table}\n{Hint}";
    }

    private static string Place(EngineHost host)
    {
        string processor = host.Model.Device.Info.Description;
        return host.Model.Placement is { } placement
            ? $"{placement.Devices.Workers.Count()} workers and this process, all on {processor}"
            : $"{processor}, {host.Threads} threads";
    }

    private static double PerSecond(int count, double milliseconds) => count / Math.Max(milliseconds, 1e-3) * 1e3;
}
