// Turns the options of "caravan worker" into the settings of a host.
using System.Net;
using System.Net.Sockets;
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Rpc;

namespace Caravan.Cli.Running;

/// <summary>Reads a worker's settings.</summary>
internal static class WorkerSettings
{
    /// <summary>The settings that a command line asks for.</summary>
    /// <param name="values">Its options.</param>
    /// <param name="arguments">Its other words.</param>
    /// <param name="log">Told what is not proved.</param>
    /// <exception cref="UsageException">They cannot be met.</exception>
    internal static WorkerOptions Read(OptionValues values, IReadOnlyList<string> arguments, Log log)
    {
        (string host, int port) = WorkerTable.Endpoint(values, arguments);
        WorkerOptions settings = new()
        {
            Host = host,
            Port = port,
            MemoryLimits = [.. values.Get(WorkerTable.Memory).SelectMany(limits => limits)],
            CacheDirectory = values.Get(WorkerTable.Cache)
                ? WorkerCacheFolder.Find(Environment.GetEnvironmentVariable)
                : null,
            CacheLimit = values.Get(WorkerTable.CacheLimit),
            MaximumClients = values.Get(WorkerTable.MaximumClients),
            IdleTimeout = values.Get(WorkerTable.IdleTimeout) is > 0 and int seconds
                ? TimeSpan.FromSeconds(seconds)
                : null,
        };
        return values.Get(WorkerTable.GgmlVersion) is { } version ? WithVersion(settings, version, log) : settings;
    }

    /// <summary>True when only this machine can reach a worker at <paramref name="host"/>.</summary>
    /// <exception cref="UsageException">The name is not known.</exception>
    internal static bool IsLoopback(string host)
    {
        try
        {
            return HostAddresses.Of(host).All(IPAddress.IsLoopback);
        }
        catch (SocketException problem)
        {
            throw new UsageException($"the host '{host}' is not known: {problem.Message}");
        }
    }

    private static WorkerOptions WithVersion(WorkerOptions settings, Version version, Log log)
    {
        RpcVersion wanted = new(Part(version.Major), Part(version.Minor), Part(Math.Max(0, version.Build)));
        Dialect? dialect = Dialect.All.FirstOrDefault(d => d.Version.Major == wanted.Major);
        if (dialect is null)
        {
            throw new UsageException(
                $"version {version} of ggml's RPC is not spoken, only "
                    + string.Join(", ", Dialect.All.Select(d => $"{d.Version.Major}.x"))
            );
        }

        if (!dialect.IsProved)
        {
            log.Note($"version {version} of ggml's RPC was never tried with a real client");
        }

        return settings.WithVersion(wanted);
    }

    private static byte Part(int number) =>
        number is >= 0 and <= byte.MaxValue
            ? (byte)number
            : throw new UsageException($"{number} is no part of a version of ggml's RPC");
}
