// The HTTP server: everything from a socket to a scheduler.
using System.Net;
using Caravan.Server.Contracts;
using Caravan.Server.Hosting;
using Caravan.Server.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Caravan.Server;

/// <summary>
/// Serves a model over HTTP by OpenAI's and llama-server's APIs. It listens from <see cref="Start"/> on and answers 503 until
/// it has a model.
/// </summary>
public sealed class CaravanServer : IAsyncDisposable
{
    // Time for streams to say that they end.
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(300);

    private readonly ServerState state;
    private readonly WebApplication application;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="options">Where and for whom it serves.</param>
    /// <param name="logger">Told what happens.</param>
    /// <exception cref="IOException">The host has no address, or the certificate cannot be read.</exception>
    /// <exception cref="ArgumentException">Only one of certificate and key is given.</exception>
    public CaravanServer(ServerOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        state = new ServerState(options, logger);
        bool isLoopback = ListenAddress.IsLoopback(options.Host);
        IsExposed = !isLoopback && options.ApiKeys.IsEmpty;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        // For the document: requests and answers go by ServerJson itself.
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = ServerJson.Bodies.Options.PropertyNamingPolicy;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServerJson.Bodies);
        });
        builder.Services.AddOpenApi(document => document.AddOperationTransformer<RouteDescription>());
        HttpsConnectionAdapterOptions? tls = Tls(options);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, tls));
        application = builder.Build();
        Build(application, isLoopback);
    }

    /// <summary>True when other machines reach it and no key is asked for.</summary>
    public bool IsExposed { get; }

    /// <summary>Where it listens, once it does: <c>http://127.0.0.1:8080</c>.</summary>
    public IReadOnlyList<string> Addresses =>
        [
            .. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
                ?? [],
        ];

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The address is in use, or not this machine's.</exception>
    public Task Start(CancellationToken cancellation = default) => application.StartAsync(cancellation);

    /// <summary>Serves a model from now on.</summary>
    public void Serve(ServedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        state.Serve(model);
    }

    /// <summary>Ends all requests and stops listening.</summary>
    public async Task Stop()
    {
        state.Stop();
        using CancellationTokenSource time = new(LastWords);
        await application.StopAsync(time.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        state.Stop();
        await application.DisposeAsync().ConfigureAwait(false);
        state.Dispose();
    }

    private void Build(WebApplication app, bool isLoopback)
    {
        ServerOptions options = state.Options;
        KeyCheck keys = new(options.ApiKeys);
        OriginCheck origins = new(keys.IsOn, isLoopback);
        if (options.Prefix.Length > 0)
        {
            app.UsePathBase(options.Prefix);
        }

        app.Use(next => new ErrorHandling(next, state.Logger).Invoke);
        app.UseRouting();
        app.Use(next => new AccessControl(next, state, keys, origins).Invoke);
        foreach (ServerRoute route in ServerRoutes.Table(state))
        {
            route.Map(app);
        }

        app.MapOpenApi("/openapi.json");
    }

    private static HttpsConnectionAdapterOptions? Tls(ServerOptions options) =>
        options switch
        {
            { CertificateFile: { } certificate, CertificateKeyFile: { } key } => TlsCertificate.Read(certificate, key),
            { CertificateFile: null, CertificateKeyFile: null } => null,
            _ => throw new ArgumentException("a certificate goes with its key, and only one is given", nameof(options)),
        };

    private static void Configure(
        KestrelServerOptions kestrel,
        ServerOptions options,
        HttpsConnectionAdapterOptions? tls
    )
    {
        KestrelServerLimits limits = kestrel.Limits;
        MinDataRate rate = new(ServerLimits.BytesPerSecond, ServerLimits.Grace);
        kestrel.AddServerHeader = false;
        limits.MaxConcurrentConnections = ServerLimits.Connections;
        limits.MaxRequestBodySize = ServerLimits.BodyBytes;
        limits.MaxRequestLineSize = ServerLimits.RequestLineBytes;
        limits.MaxRequestHeaderCount = ServerLimits.Headers;
        limits.MaxRequestHeadersTotalSize = ServerLimits.HeaderBytes;
        limits.RequestHeadersTimeout = ServerLimits.HeadersTime;
        limits.KeepAliveTimeout = ServerLimits.IdleTime < options.Timeout ? ServerLimits.IdleTime : options.Timeout;
        limits.MinRequestBodyDataRate = rate;
        limits.MinResponseDataRate = rate;
        if (ListenAddress.IsUnixSocket(options.Host))
        {
            kestrel.ListenUnixSocket(Path.GetFullPath(options.Host), listen => Configure(listen, tls));
            return;
        }

        foreach (IPAddress address in ListenAddress.Resolve(options.Host))
        {
            kestrel.Listen(address, options.Port, listen => Configure(listen, tls));
        }
    }

    private static void Configure(ListenOptions listen, HttpsConnectionAdapterOptions? tls)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (tls is not null)
        {
            listen.UseHttps(tls);
        }
    }
}
