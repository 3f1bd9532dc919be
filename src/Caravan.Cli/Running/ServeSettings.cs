// What a server is started with.
using System.Collections.Immutable;
using Caravan.Cli.Options;
using Caravan.Cli.Terminal;
using Caravan.Engine.Sampling;
using Caravan.Models.Chat.Output;
using Caravan.Server;

namespace Caravan.Cli.Running;

/// <summary>Settings of <c>caravan serve</c>.</summary>
/// <param name="Server">Where and for whom it serves.</param>
/// <param name="Names">Names of the model, given or the file's.</param>
/// <param name="Sampling">What requests get that say nothing.</param>
/// <param name="MaximumTokens">Tokens that requests get that say nothing; null for as many as fit.</param>
/// <param name="Reasoning">What becomes of reasoning.</param>
/// <param name="EnablesThinking">Whether models shall reason; null leaves it to their templates.</param>
/// <param name="PingInterval">Time after which a silent stream gets a comment; null for never.</param>
internal sealed record ServeSettings(
    ServerOptions Server,
    ImmutableArray<string> Names,
    SamplingParameters Sampling,
    int? MaximumTokens,
    ReasoningHandling Reasoning,
    bool? EnablesThinking,
    TimeSpan? PingInterval
)
{
    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>The settings that a command line asks for.</summary>
    /// <exception cref="UsageException">A value is out of range.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal static ServeSettings Read(OptionValues values, Log log)
    {
        string folder = values.Get(ServeOptions.SlotFolder);
        string certificate = values.Get(ServeOptions.CertificateFile);
        string key = values.Get(ServeOptions.CertificateKeyFile);
        if (certificate.Length == 0 != (key.Length == 0))
        {
            // Leaving out TLS that was asked for would put what users write on the wire in the clear.
            throw new UsageException("--ssl-cert-file and --ssl-key-file go together, and only one is given");
        }

        ServerOptions server = new()
        {
            CertificateFile = certificate.Length > 0 ? certificate : null,
            CertificateKeyFile = key.Length > 0 ? key : null,
            Host = values.Get(ServeOptions.Host),
            Port = values.Get(ServeOptions.Port),
            ApiKeys = Keys(values),
            Timeout = TimeSpan.FromSeconds(values.Get(ServeOptions.Timeout)),
            HasPage = values.Get(ServeOptions.Page),
            HasSlots = values.Get(ServeOptions.SlotsShown),
            Prefix = values.Get(ServeOptions.Prefix),
            SlotFolder = folder.Length > 0 ? Path.GetFullPath(folder) : null,
        };
        string[] names = values.Get(ServeOptions.Alias).Split(',', Trimmed);
        int tokens = values.Get(GenerationOptions.Predict);
        return new ServeSettings(
            server,
            names.Length > 0 ? [.. names] : [Path.GetFileName(values.Get(ModelOptions.Model))],
            SamplingReader.Read(values, log.Note),
            tokens > 0 ? tokens : null,
            values.Get(ConversationOptions.SkipParsing)
                ? ReasoningHandling.InContent
                : values.Get(ConversationOptions.ReasoningFormat),
            Thinking(values, log),
            values.Get(ServeOptions.PingInterval) is > 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : null
        );
    }

    private static bool? Thinking(OptionValues values, Log log)
    {
        int budget = values.Get(ConversationOptions.ReasoningBudget);
        if (budget > 0)
        {
            log.Note("--reasoning-budget changes nothing here: a server leaves the length of reasoning to the model");
        }

        return budget == 0 ? false : values.Get(ConversationOptions.Reasoning);
    }

    private static ImmutableArray<string> Keys(OptionValues values)
    {
        IEnumerable<string> keys = values.Get(ServeOptions.Keys).SelectMany(list => list);
        if (values.Has(ServeOptions.KeyFile))
        {
            string path = values.Get(ServeOptions.KeyFile);
            string[] lines = File.ReadAllLines(path);
            string[] found = [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
            // A file that was to keep others out must not let everyone in.
            keys = keys.Concat(
                found.Length > 0 ? found : throw new UsageException($"--api-key-file: {path} has no key")
            );
        }

        ImmutableArray<string> all = [.. keys];
        return all.IsEmpty && values.Has(ServeOptions.Keys)
            ? throw new UsageException("--api-key: the key is empty")
            : all;
    }
}
