// Log lines of a worker on the terminal.
using Microsoft.Extensions.Logging;

namespace Caravan.Cli.Terminal;

/// <summary>
/// Writes what informs to standard output, as rpc-server does, and warnings and errors to standard error; in detail everything
/// goes to standard error with time and level. Safe for use by several threads.
/// </summary>
/// <param name="isVerbose">True to write details too, each request among them.</param>
internal sealed class LineLogger(bool isVerbose) : ILogger
{
    private readonly Lock writing = new();
    private readonly StandardOutput output = StandardOutput.Open();
    private bool outputIsClosed;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) =>
        logLevel != LogLevel.None && (isVerbose || logLevel >= LogLevel.Information);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string line = formatter(state, exception);
        if (isVerbose)
        {
            Terminal.Log.Always($"{DateTime.Now:HH:mm:ss.fff} {Name(logLevel)} {line}");
            if (exception is not null)
            {
                Terminal.Log.Always(exception.ToString());
            }
        }
        else if (logLevel >= LogLevel.Warning)
        {
            Terminal.Log.Always($"{Name(logLevel)}: {line}");
        }
        else
        {
            WriteOutput(line);
        }
    }

    // A worker goes on serving when nobody reads its output any more.
    private void WriteOutput(string line)
    {
        lock (writing)
        {
            if (outputIsClosed)
            {
                return;
            }

            try
            {
                output.Write(line + "\n");
            }
            catch (OutputClosedException)
            {
                outputIsClosed = true;
            }
        }
    }

    private static string Name(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            _ => "error",
        };
}
