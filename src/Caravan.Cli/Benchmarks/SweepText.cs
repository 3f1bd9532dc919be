// The texts of a sweep: header, table, JSON lines.
using System.Globalization;

namespace Caravan.Cli.Benchmarks;

/// <summary>Formats rows as llama-sweep-bench does, so that its plotting scripts read them.</summary>
internal static class SweepText
{
    /// <summary>The line that names the settings.</summary>
    internal static string Settings(SweepHeader h) =>
        Invariant(
            $"main: n_kv_max = {h.ContextLength}, n_batch = {h.BatchSize}, n_ubatch = {h.MicroBatchSize}, flash_attn = {h.FlashAttention}, n_gpu_layers = {h.GpuLayers}, n_threads = {h.Threads}, n_threads_batch = {h.BatchThreads}"
        );

    /// <summary>The two lines above the rows.</summary>
    /// <param name="showsMemory">True to have two more columns.</param>
    internal static string TableHeader(bool showsMemory)
    {
        string titles =
            $"|{"PP", 6} | {"TG", 6} | {"N_KV", 6} | {"T_PP s", 8} | {"S_PP t/s", 8} | {"T_TG s", 8} | {"S_TG t/s", 8} |";
        string rule = "|-------|--------|--------|----------|----------|----------|----------|";
        if (showsMemory)
        {
            titles += $" {"RSS HWM", 10} | {"VRAM delta", 10} |";
            rule += "------------|------------|";
        }

        return titles + "\n" + rule + "\n";
    }

    /// <summary>A row of the table.</summary>
    internal static string TableRow(SweepRow row, bool showsMemory)
    {
        string text = Invariant(
            $"|{row.Prompt, 6} | {row.Generated, 6} | {row.CacheTokens, 6} | {row.PromptSeconds, 8:F3} | {row.PromptRate, 8:F2} | {row.GenerationSeconds, 8:F3} | {row.GenerationRate, 8:F2} |"
        );
        return showsMemory ? text + $" {Memory(row, "F1", "n/a"), 10} | {"n/a", 10} |\n" : text + "\n";
    }

    /// <summary>A row as a JSON object on a line of its own.</summary>
    internal static string Json(SweepHeader h, SweepRow row, bool showsMemory)
    {
        string text = Invariant(
            $"\"n_kv_max\": {h.ContextLength}, \"n_batch\": {h.BatchSize}, \"n_ubatch\": {h.MicroBatchSize}, \"flash_attn\": {h.FlashAttention}, \"n_gpu_layers\": {h.GpuLayers}, \"n_threads\": {h.Threads}, \"n_threads_batch\": {h.BatchThreads}, \"pp\": {row.Prompt}, \"tg\": {row.Generated}, \"n_kv\": {row.CacheTokens}, \"t_pp\": {row.PromptSeconds:F6}, \"speed_pp\": {row.PromptRate:F6}, \"t_tg\": {row.GenerationSeconds:F6}, \"speed_tg\": {row.GenerationRate:F6}"
        );
        string memory = showsMemory ? $", \"rss_hwm_mib\": {Memory(row, "F3", "null")}, \"vram_delta_mib\": null" : "";
        return "{" + text + memory + " }\n";
    }

    private static string Memory(SweepRow row, string format, string missing) =>
        row.PeakMemory?.ToString(format, CultureInfo.InvariantCulture) ?? missing;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
