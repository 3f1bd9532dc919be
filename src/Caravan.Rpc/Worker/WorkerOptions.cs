// What a worker host is told: where to listen, how much to lend, how patient to be.
namespace Caravan.Rpc;

/// <summary>Settings of a <see cref="WorkerHost"/>.</summary>
public sealed record WorkerOptions
{
    /// <summary>IPv4 or IPv6 address, or a host name; a name is listened on at each of its addresses.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 takes any that is free.</summary>
    public int Port { get; init; } = RpcPorts.Usual;

    /// <summary>Bytes that clients may allocate, one number a device; a device without one lends what is free at start.</summary>
    public IReadOnlyList<long> MemoryLimits { get; init; } = [];

    /// <summary>Folder that keeps weights by hash; null for none.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Bytes that the folder may hold; null for no limit.</summary>
    public long? CacheLimit { get; init; }

    /// <summary>Connections served at once; others are closed.</summary>
    public int MaximumClients { get; init; } = 16;

    /// <summary>Silence between two requests after which a connection is closed; null for never.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Silence within a request, or before the first, after which a connection is closed.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <see cref="WorkerHost.Stop"/> lets requests that have arrived go on.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Version told to clients of ik_llama.cpp.</summary>
    public RpcVersion IkVersion { get; init; } = Dialect.Ik.Version;

    /// <summary>Version told to clients of llama.cpp.</summary>
    public RpcVersion UpstreamVersion { get; init; } = Dialect.Upstream5.Version;

    /// <summary>These options with the version of one family replaced.</summary>
    /// <exception cref="ArgumentException">No dialect of that major version is spoken.</exception>
    public WorkerOptions WithVersion(RpcVersion version)
    {
        Dialect? dialect = Dialect.All.FirstOrDefault(d => d.Version.Major == version.Major);
        return dialect?.Family switch
        {
            DialectFamily.Ik => this with { IkVersion = version },
            DialectFamily.Upstream => this with { UpstreamVersion = version },
            _ => throw new ArgumentException(
                $"version {version} of the RPC protocol is not spoken, only "
                    + string.Join(", ", Dialect.All.Select(d => $"{d.Version.Major}.x")),
                nameof(version)
            ),
        };
    }
}
