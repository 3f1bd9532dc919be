// Options of worker: the lines that people post for rpc-server, and what is Caravan's own.
namespace Caravan.Cli.Options;

/// <summary>rpc-server's options in the spellings of llama.cpp and ik_llama.cpp; <c>-h</c> is a host there, not help.</summary>
internal static class WorkerTable
{
    /// <summary>Where workers listen that were told nothing: this machine only.</summary>
    internal const string UsualHost = "127.0.0.1";

    /// <summary>The port that posted lines expect.</summary>
    internal const int UsualPort = 50052;

    private const int LargestPort = 65535;

    internal static readonly ValueOption<string> Host = new(
        "-H -h --Host --host",
        "HOST",
        text => text.Length > 0 ? text : throw new FormatException("the host is empty"),
        UsualHost,
        "address to listen on; 0.0.0.0 = all (default: 127.0.0.1)"
    );

    internal static readonly ValueOption<int> Port = new(
        "-p -P --Port --port",
        "PORT",
        ReadPort,
        UsualPort,
        "port to listen on; 0 = any that is free, which is printed (default: 50052)"
    );

    internal static readonly ValueOption<int> Threads = ThreadOptions.Count("-t --threads", null);

    internal static readonly FlagOption Cache = new(
        "-c --cache",
        "keep weights that clients send in files, below $LLAMA_CACHE, $XDG_CACHE_HOME/llama.cpp or ~/.cache/llama.cpp"
    );

    internal static readonly ValueOption<long?> CacheLimit = new(
        "--cache-limit",
        "SIZE",
        text => ValueParsers.Size(text),
        null,
        "bytes of the cache at the most, in MiB or with K, M, G or T behind the number; the oldest files go first (default: no limit)"
    );

    internal static readonly ListOption<long[]> Memory = new(
        "-m --mem",
        "MB[,MB]",
        text =>
            [
                .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(ValueParsers.Size),
            ],
        "memory that clients may use, in MiB, of one device after the other; kept to, not only told (default: all)"
    );

    internal static readonly ListOption<string[]> Devices = new(
        "-d -dev --device",
        "DEVICE[,DEVICE]",
        text => text.Split([',', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        "devices to lend: CPU (default: all there are)"
    );

    internal static readonly FlagOption Cpu = new("-cpu", "lend the CPU too, after other devices");

    internal static readonly ValueOption<int> MaximumClients = new(
        "--max-clients",
        "N",
        ValueParsers.Integer(1, 1024),
        16,
        "connections served at once; others are closed (default: 16)"
    );

    internal static readonly ValueOption<int> IdleTimeout = new(
        "--idle-timeout",
        "SECONDS",
        ValueParsers.Integer(0, 86400),
        0,
        "close a connection that has been silent for so long; 0 = never (default: 0)"
    );

    internal static readonly ValueOption<Version?> GgmlVersion = new(
        "--ggml-version",
        "VERSION",
        ReadVersion,
        null,
        "version of ggml's RPC protocol to speak and to tell, such as 3.5.2 or 5.0.0 (default: that of each client)"
    );

    internal static readonly FlagOption Insecure = new(
        "--insecure",
        "accept clients from other machines without key and encryption"
    );

    internal static readonly FlagOption ListOps = new("--list-ops", "print the ops and types that are served, and end");

    internal static readonly FlagOption Verbose = new(
        "-v --verbose",
        "log each request, and print stack traces with errors"
    )
    {
        Environment = "GGML_RPC_DEBUG",
        TakesAnyWordForOn = true,
    };

    /// <summary>Help, version and log: <c>-h</c> is left to the host.</summary>
    internal static readonly OptionGroup General = new(
        "general",
        [OutputOptions.LongHelp, OutputOptions.Version, Verbose]
    );

    internal static readonly OptionGroup Group = new(
        "worker",
        [
            Host,
            Port,
            Threads,
            Devices,
            Cpu,
            Memory,
            Cache,
            CacheLimit,
            MaximumClients,
            IdleTimeout,
            GgmlVersion,
            Insecure,
            ListOps,
            KernelOptions.Kernels,
        ]
    );

    /// <summary>Where to listen: options, else the two words of the oldest form, <c>rpc-server HOST PORT</c>.</summary>
    /// <exception cref="UsageException">The second word is no port.</exception>
    internal static (string Host, int Port) Endpoint(OptionValues values, IReadOnlyList<string> arguments)
    {
        string host = values.Get(Host, arguments.Count > 0 ? arguments[0] : UsualHost);
        if (arguments.Count < 2 || values.Has(Port))
        {
            return (host, values.Get(Port));
        }

        try
        {
            return (host, ReadPort(arguments[1]));
        }
        catch (FormatException problem)
        {
            throw new UsageException($"'{arguments[1]}' is no port: {problem.Message}");
        }
    }

    private static int ReadPort(string text) => ValueParsers.Integer(0, LargestPort)(text);

    private static Version ReadVersion(string text) =>
        Version.TryParse(text, out Version? version) && version.Revision < 0
            ? version
            : throw new FormatException($"'{text}' is no version such as 3.5.2 or 5.0.0");
}
