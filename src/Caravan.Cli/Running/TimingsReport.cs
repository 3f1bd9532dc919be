// The block of timings at the end of a run.
using System.Globalization;
using Caravan.Engine;

namespace Caravan.Cli.Running;

/// <summary>Formats timings as llama.cpp's llama_print_timings did, which scripts read.</summary>
internal static class TimingsReport
{
    /// <summary>The block, an empty line first.</summary>
    internal static string Format(SessionTimings timings)
    {
        FormattableString text = $"""

            llama_print_timings:        load time = {timings.LoadMilliseconds, 10:F2} ms
            llama_print_timings:      sample time = {Rates(timings.SampleMilliseconds, timings.Samples, "runs  ")}
            llama_print_timings: prompt eval time = {Rates(timings.PromptMilliseconds, timings.PromptTokens, "tokens")}
            llama_print_timings:        eval time = {Rates(
                timings.GenerationMilliseconds,
                timings.GeneratedTokens,
                "runs  "
            )}
            llama_print_timings:       total time = {timings.TotalMilliseconds, 10:F2} ms / {timings.PromptTokens
                + timings.GeneratedTokens, 5} tokens

            """;
        return text.ToString(CultureInfo.InvariantCulture).ReplaceLineEndings("\n");
    }

    // %10.2f ms / %5d runs   (%8.2f ms per token, %8.2f tokens per second)
    private static string Rates(double milliseconds, int count, string unit)
    {
        // llama.cpp counts at least one, so that nothing is divided by zero.
        int counted = Math.Max(count, 1);
        string perSecond = milliseconds > 0 ? Fixed(1e3 / milliseconds * counted) : "inf";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{milliseconds, 10:F2} ms / {counted, 5} {unit} ({Fixed(milliseconds / counted), 8} ms per token, {perSecond, 8} tokens per second)"
        );
    }

    private static string Fixed(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
