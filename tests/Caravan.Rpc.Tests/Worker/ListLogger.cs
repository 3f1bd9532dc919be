// Keeps log lines for tests to read.
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Caravan.Rpc.Tests.Worker;

/// <summary>A logger that remembers its lines.</summary>
internal sealed class ListLogger : ILogger
{
    /// <summary>The lines so far, with their levels.</summary>
    internal ConcurrentQueue<(LogLevel Level, string Line)> Lines { get; } = new();

    /// <summary>Lines of warnings and worse.</summary>
    internal string[] Warnings => [.. Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Line)];

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Enqueue((logLevel, formatter(state, exception)));
}
