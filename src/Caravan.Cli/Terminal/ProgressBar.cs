// A bar that shows how far something long has come.
using System.Diagnostics;

namespace Caravan.Cli.Terminal;

/// <summary>
/// Draws a bar on standard error where that is a terminal, and nothing where it is a pipe or a file. It first appears after
/// a moment, so that quick work shows none.
/// </summary>
internal sealed class ProgressBar(string title, bool isVisible) : IProgress<double>, IDisposable
{
    private const int Cells = 40;
    private const double DelaySeconds = 0.3;
    private readonly long started = Stopwatch.GetTimestamp();
    private int drawn = -1;

    /// <summary>A bar that appears where standard error is a terminal.</summary>
    internal static ProgressBar OnTerminal(string title) => new(title, !Console.IsErrorRedirected);

    /// <inheritdoc/>
    public void Report(double value)
    {
        int percent = (int)(Math.Clamp(value, 0, 1) * 100);
        if (!isVisible || percent == drawn || Stopwatch.GetElapsedTime(started).TotalSeconds < DelaySeconds)
        {
            return;
        }

        drawn = percent;
        int full = percent * Cells / 100;
        Log.Raw($"\r{title} [{new string('#', full)}{new string('.', Cells - full)}] {percent, 3} %");
    }

    /// <summary>Removes the bar.</summary>
    public void Dispose()
    {
        if (drawn >= 0)
        {
            Log.Raw("\r\u001b[K");
        }
    }
}
