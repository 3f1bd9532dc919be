// What a server logs.
using Microsoft.Extensions.Logging;

namespace Caravan.Server.Hosting;

/// <summary>Log lines with their levels.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Method} {Path}: the client is gone")]
    internal static partial void Gone(ILogger logger, string method, string path);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed: {Reason}")]
    internal static partial void Failed(ILogger logger, Exception problem, string method, string path, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Method} {Path}: {Status}, {Reason}")]
    internal static partial void Refused(ILogger logger, string method, string path, int status, string reason);

    [LoggerMessage(4, LogLevel.Debug, "{Method} {Path}: {Status}, {Milliseconds:F1} ms")]
    internal static partial void Served(ILogger logger, string method, string path, int status, double milliseconds);

    [LoggerMessage(
        5,
        LogLevel.Information,
        "answer: {Cached} + {Computed} prompt tokens in {PromptMilliseconds:F1} ms, {Generated} tokens in {GenerationMilliseconds:F1} ms ({TokensPerSecond:F2} tokens per second)"
    )]
    internal static partial void Answered(
        ILogger logger,
        int cached,
        int computed,
        double promptMilliseconds,
        int generated,
        double generationMilliseconds,
        double tokensPerSecond
    );
}
