// What all endpoints share.
using Caravan.Server.Monitoring;
using Microsoft.Extensions.Logging;

namespace Caravan.Server.Hosting;

/// <summary>The server behind its endpoints.</summary>
internal sealed class ServerState(ServerOptions options, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private volatile ServedModel? model;

    /// <summary>The options.</summary>
    internal ServerOptions Options { get; } = options;

    /// <summary>Told what happens.</summary>
    internal ILogger Logger { get; } = logger;

    /// <summary>Reads bodies.</summary>
    internal BodyReader Bodies { get; } = new(new BodyBudget(ServerLimits.AllBodiesBytes), options.Timeout);

    /// <summary>Counts what is served.</summary>
    internal ServerMetrics Metrics { get; } = new();

    /// <summary>Cancelled when the server ends.</summary>
    internal CancellationToken Stopping => stopping.Token;

    /// <summary>The model.</summary>
    /// <exception cref="ApiException">It is being loaded.</exception>
    internal ServedModel Model =>
        model ?? throw ApiException.Busy("Loading model", "loading_model", TimeSpan.FromSeconds(1));

    /// <summary>Begins to serve a model.</summary>
    internal void Serve(ServedModel served) => model = served;

    /// <summary>Cancels all requests.</summary>
    internal void Stop() => stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();
}
