// Options of a server.
using Caravan.Server;

namespace Caravan.Cli.Options;

/// <summary>Where and for whom a server serves, in llama-server's spellings.</summary>
internal static class ServeOptions
{
    /// <summary>The value of <see cref="Slots"/> that leaves the number to the program.</summary>
    internal const int Automatic = -1;

    private const int MostSlots = 256;
    private static readonly ServerOptions Defaults = new();

    internal static readonly ValueOption<string> Host = new(
        "--host",
        "HOST",
        ValueParsers.Text,
        Defaults.Host,
        "address or name to listen at, or a Unix socket that ends in .sock (default: 127.0.0.1)"
    )
    {
        Environment = "LLAMA_ARG_HOST",
    };

    internal static readonly ValueOption<int> Port = new(
        "--port",
        "PORT",
        ValueParsers.Integer(0, ushort.MaxValue),
        Defaults.Port,
        "port to listen at; 0 = a free one (default: 8080)"
    )
    {
        Environment = "LLAMA_ARG_PORT",
    };

    internal static readonly ListOption<string[]> Keys = new(
        "--api-key",
        "KEY,...",
        text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        "keys, one of which a client must send"
    )
    {
        Environment = "LLAMA_API_KEY",
    };

    internal static readonly ValueOption<string> KeyFile = new(
        "--api-key-file",
        "FNAME",
        ValueParsers.Text,
        "",
        "file with keys, one a line; lines that begin with # are left out"
    )
    {
        Environment = "LLAMA_ARG_API_KEY_FILE",
    };

    internal static readonly ValueOption<string> Alias = new(
        "-a --alias",
        "NAME,...",
        ValueParsers.Text,
        "",
        "names of the model for clients (default: the file's name)"
    )
    {
        Environment = "LLAMA_ARG_ALIAS",
    };

    internal static readonly ValueOption<int> Slots = new(
        "-np --parallel",
        "N",
        ValueParsers.Integer(Automatic, MostSlots),
        Automatic,
        "requests computed side by side, each with its share of -c; -1: 4 of them with all of -c each, 1 with workers (default: -1)"
    )
    {
        Environment = "LLAMA_ARG_N_PARALLEL",
    };

    internal static readonly ValueOption<int> Queue = new(
        "--queue",
        "N",
        ValueParsers.Integer(0, 100_000),
        64,
        "requests that may wait; more get 503 with Retry-After (default: 64)"
    );

    internal static readonly ValueOption<int> Timeout = new(
        "-to --timeout",
        "SECONDS",
        ValueParsers.Integer(1, int.MaxValue / 1000),
        (int)Defaults.Timeout.TotalSeconds,
        "longest time that a request may take to arrive (default: 3600)"
    )
    {
        Environment = "LLAMA_ARG_TIMEOUT",
    };

    internal static readonly ValueOption<int> PingInterval = new(
        "--sse-ping-interval",
        "SECONDS",
        ValueParsers.Integer(-1, ServerLimits.LongestPingSeconds),
        30,
        "time after which a stream that is silent gets a comment, so that nobody gives it up; below 1: never (default: 30)"
    )
    {
        Environment = "LLAMA_ARG_SSE_PING_INTERVAL",
    };

    internal static readonly ValueOption<string> CertificateFile = new(
        "--ssl-cert-file",
        "FNAME",
        ValueParsers.Text,
        "",
        "certificate in PEM, and those behind it, to speak TLS with; needs --ssl-key-file (default: plain HTTP)"
    )
    {
        Environment = "LLAMA_ARG_SSL_CERT_FILE",
    };

    internal static readonly ValueOption<string> CertificateKeyFile = new(
        "--ssl-key-file",
        "FNAME",
        ValueParsers.Text,
        "",
        "private key of the certificate in PEM, without a password"
    )
    {
        Environment = "LLAMA_ARG_SSL_KEY_FILE",
    };

    internal static readonly FlagOption Page = new("--ui --webui", "serve the page at / (default: on)", true)
    {
        Environment = "LLAMA_ARG_UI",
        NegativeNames = "--no-ui --no-webui",
    };

    internal static readonly FlagOption SlotsShown = new("--slots", "serve /slots (default: on)", true)
    {
        Environment = "LLAMA_ARG_ENDPOINT_SLOTS",
        NegativeNames = "--no-slots",
    };

    internal static readonly ValueOption<string> SlotFolder = new(
        "--slot-save-path",
        "PATH",
        ValueParsers.Text,
        "",
        "folder for what /slots/N?action=save writes (default: refused)"
    );

    internal static readonly FlagOption CachePrompt = new(
        "--cache-prompt",
        "take over what is cached of a prompt (default: on)",
        true
    )
    {
        Environment = "LLAMA_ARG_CACHE_PROMPT",
        NegativeNames = "--no-cache-prompt",
    };

    internal static readonly ValueOption<string> Prefix = new(
        "--api-prefix",
        "PREFIX",
        text =>
            text.Length == 0 || (text.StartsWith('/') && !text.EndsWith('/'))
                ? text
                : throw new FormatException($"'{text}' must begin with / and not end with it"),
        "",
        "what all addresses begin with, such as /llm (default: nothing)"
    )
    {
        Environment = "LLAMA_ARG_API_PREFIX",
    };

    internal static readonly OptionGroup Group = new(
        "server",
        [
            Host,
            Port,
            Keys,
            KeyFile,
            CertificateFile,
            CertificateKeyFile,
            Alias,
            Slots,
            Queue,
            Timeout,
            PingInterval,
            Page,
            SlotsShown,
            SlotFolder,
            CachePrompt,
            Prefix,
        ]
    );
}
