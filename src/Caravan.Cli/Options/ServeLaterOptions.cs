// Options of llama-server that ask for what this version does not have.
namespace Caravan.Cli.Options;

/// <summary>Refused by name, because leaving them out changes what happens.</summary>
internal static class ServeLaterOptions
{
    private const string Tls = "the server speaks no TLS in this version; put a proxy before it";
    private const string Router = "one model a server in this version";
    private const string Agent = "the server runs no tools itself";
    private const string Files = "files are not served";
    private const string Ranking = "ranking is not in this version";

    internal static readonly OptionGroup Group = new(
        "refused by a server in this version",
        [
            One("--ssl-key-file", "FNAME", Tls, "SSL_KEY_FILE"),
            One("--ssl-cert-file", "FNAME", Tls, "SSL_CERT_FILE"),
            One("--path", "PATH", Files, "STATIC_PATH"),
            One("--media-path", "PATH", Files),
            One("--rerank --reranking", null, Ranking, "RERANKING"),
            One("--tools", "TOOL1,...", Agent, "TOOLS"),
            One("--mcp-servers-config", "PATH", Agent, "MCP_SERVERS_CONFIG"),
            One("--mcp-servers-json", "JSON", Agent, "MCP_SERVERS_JSON"),
            One("-ag --agent", null, Agent, "AGENT", "off", "-no-ag --no-agent"),
            One("--models-dir", "PATH", Router, "MODELS_DIR"),
            One("--models-preset", "PATH", Router, "MODELS_PRESET"),
            One("--models-max", "N", Router, "MODELS_MAX"),
            One("--models-autoload", null, Router, "MODELS_AUTOLOAD", "on off", "--no-models-autoload"),
            One("--log-prompts-dir", "PATH", "prompts are not written down"),
            One("-mmu --mmproj-url", "URL", "models are not downloaded in this version", "MMPROJ_URL"),
        ]
    );

    private static LaterOption One(
        string names,
        string? placeholder,
        string reason,
        string? variable = null,
        string harmless = "",
        string negatives = ""
    ) =>
        new(names, placeholder, reason)
        {
            Environment = variable is null ? null : "LLAMA_ARG_" + variable,
            HarmlessValues = harmless,
            NegativeNames = negatives,
        };
}
