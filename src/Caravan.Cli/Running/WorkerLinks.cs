// The workers that a command line names.
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Graph;
using Caravan.Rpc;

namespace Caravan.Cli.Running;

/// <summary>Connections to the workers of <c>--rpc</c>, in its order.</summary>
internal sealed class WorkerLinks : IDisposable
{
    private readonly RpcServer[] servers;

    private WorkerLinks(RpcServer[] servers) => this.servers = servers;

    /// <summary>The devices of all workers.</summary>
    internal IEnumerable<IDevice> Devices => servers.SelectMany(server => server.Devices);

    /// <summary>Connects to all workers at once.</summary>
    /// <param name="request">Names the workers.</param>
    /// <param name="log">Told about silent workers.</param>
    /// <exception cref="UsageException">An address or a dialect makes no sense.</exception>
    /// <exception cref="RpcException">A worker cannot be reached or is no worker.</exception>
    internal static WorkerLinks Connect(PlacementRequest request, Log log)
    {
        RpcEndpoint[] endpoints = [.. request.RpcEndpoints.Select(Parse)];
        RpcClientOptions options = new()
        {
            Dialect = request.RpcDialect is { } name ? FindDialect(name) : null,
            ResultTimeout = request.RpcTimeout ?? new RpcClientOptions().ResultTimeout,
            Report = log.Note,
        };
        Task<RpcServer>[] attempts = Array.ConvertAll(
            endpoints,
            endpoint =>
                Task.Factory.StartNew(
                    () => RpcServer.Connect(endpoint, options),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
        );
        try
        {
            return new WorkerLinks(Array.ConvertAll(attempts, attempt => attempt.GetAwaiter().GetResult()));
        }
        catch
        {
            foreach (Task<RpcServer> attempt in attempts)
            {
                attempt.ContinueWith(
                    done => done.Result.Dispose(),
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnRanToCompletion,
                    TaskScheduler.Default
                );
            }

            throw;
        }
    }

    /// <summary>Closes the connections; the workers free what they held for them.</summary>
    public void Dispose() => Array.ForEach(servers, server => server.Dispose());

    private static RpcEndpoint Parse(string text)
    {
        try
        {
            return RpcEndpoint.Parse(text);
        }
        catch (FormatException problem)
        {
            throw new UsageException($"--rpc: {problem.Message}");
        }
    }

    private static Dialect FindDialect(string name) =>
        Dialect.All.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException(
            $"--rpc-dialect: there is no dialect {name}, expected one of {string.Join(", ", Dialect.All.Select(d => d.Name))}"
        );
}
