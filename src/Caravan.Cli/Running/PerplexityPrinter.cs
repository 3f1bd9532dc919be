// Prints perplexity as it is measured, in llama-perplexity's forms.
using System.Globalization;
using Caravan.Cli.Terminal;
using Caravan.Engine;

namespace Caravan.Cli.Running;

/// <summary>Values to standard output, remaining time to standard error.</summary>
/// <param name="output">Standard output.</param>
/// <param name="log">Standard error.</param>
/// <param name="chunks">Windows that will be scored.</param>
/// <param name="outputType">0: <c>[window]value,</c>; 1: a line of numbers for each window.</param>
internal sealed class PerplexityPrinter(StandardOutput output, Log log, int chunks, int outputType)
{
    private PerplexityEstimate last;

    /// <summary>Prints the estimate after a window of <paramref name="window"/> tokens.</summary>
    internal void Print(PerplexityEstimate estimate, int window, TimeSpan duration)
    {
        if (estimate.Chunks == 1)
        {
            log.Info(
                Text(
                    $"perplexity: {duration.TotalSeconds:F2} seconds per pass - ETA {Remaining(duration.TotalSeconds * chunks)}"
                )
            );
        }

        last = estimate;
        double logarithm = Math.Log(estimate.Value);
        output.Write(
            outputType == 0
                ? Text($"[{estimate.Chunks}]{estimate.Value:F4},")
                : Text(
                    $"{(estimate.Chunks - 1) * window, 8}  {estimate.Value:F4}  {logarithm, 4:F6}  {estimate.StandardError / estimate.Value, 4:F6}\n"
                )
        );
    }

    /// <summary>Prints the result.</summary>
    internal void End()
    {
        output.Write("\n");
        if (last.Chunks > 0)
        {
            output.Write(Text($"Final estimate: PPL = {last.Value:F4} +/- {last.StandardError:F5}\n"));
        }
    }

    private static string Remaining(double seconds)
    {
        int hours = (int)(seconds / 3600);
        return Text($"{(hours > 0 ? $"{hours} hours " : "")}{(seconds - (hours * 3600.0)) / 60:F2} minutes");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
