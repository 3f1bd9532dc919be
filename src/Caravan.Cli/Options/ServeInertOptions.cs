// Options of llama-server that are accepted and change nothing here.
using static Caravan.Cli.Options.InertOption;

namespace Caravan.Cli.Options;

/// <summary>What llama-server's lines have besides, and what happens anyway or cannot happen here.</summary>
internal static class ServeInertOptions
{
    private const string Pages = "slots share one pool of pages anyway";
    private const string Asynchronous = "requests wait without threads";
    private const string Media = "no model of this version sees or hears";

    internal static readonly OptionGroup Group = new(
        "accepted by a server, without effect in this version",
        [
            Anyway(
                "-cb --cont-batching",
                null,
                "requests always share steps",
                "CONT_BATCHING",
                "-nocb --no-cont-batching"
            ),
            Anyway("-kvu --kv-unified", null, Pages, "KV_UNIFIED", "-no-kvu --no-kv-unified"),
            Anyway("--jinja", null, "chat templates are always Jinja", "JINJA", "--no-jinja"),
            Anyway("--metrics", null, "/metrics is always served", "ENDPOINT_METRICS"),
            Anyway("--props", null, "/props is read only", "ENDPOINT_PROPS"),
            Anyway("--perf", null, "timings are in the answers", "PERF", "--no-perf"),
            Anyway("--threads-http", "N", Asynchronous, "THREADS_HTTP"),
            Anyway("--reuse-port", null, "one server a port", "REUSE_PORT"),
            Noted("--cache-reuse", "N", "only whole prefixes are taken over", "CACHE_REUSE"),
            Noted(
                "--cache-idle-slots",
                null,
                "slots keep what they have cached",
                "CACHE_IDLE_SLOTS",
                "--no-cache-idle-slots"
            ),
            Noted("-sps --slot-prompt-similarity", "SIMILARITY", "the slot with the longest common prefix is taken"),
            Noted("-cms --checkpoint-min-step", "N", "prompts are cached whole", "CHECKPOINT_MIN_SPACING_NT"),
            Noted("--sleep-idle-seconds", "SECONDS", "the model stays loaded"),
            Noted(
                "--reasoning-budget-message",
                "MESSAGE",
                "the length of reasoning is left to the model",
                "THINK_BUDGET_MESSAGE"
            ),
            Noted("--tags", "TAGS", "tags are shown nowhere", "TAGS"),
            Noted("--spm-infill", null, "text is not filled in between in this version"),
            Noted(
                "--prefill-assistant",
                null,
                "a last message of the assistant is a message",
                "PREFILL_ASSISTANT",
                "--no-prefill-assistant"
            ),
            Noted("--ui-config --webui-config", "JSON", "the page has no settings", "UI_CONFIG"),
            Noted("--ui-config-file --webui-config-file", "PATH", "the page has no settings", "UI_CONFIG_FILE"),
            Noted(
                "--ui-mcp-proxy --webui-mcp-proxy",
                null,
                "there is no such proxy",
                "UI_MCP_PROXY",
                "--no-ui-mcp-proxy --no-webui-mcp-proxy"
            ),
            Noted("--cors-origins", "ORIGINS", "with a key all origins are let in, without one none", "CORS_ORIGINS"),
            Noted("--cors-methods", "METHODS", "GET, POST and OPTIONS", "CORS_METHODS"),
            Noted("--cors-headers", "HEADERS", "those that a page asks for", "CORS_HEADERS"),
            Noted("--cors-credentials", null, "there are no cookies", "CORS_CREDENTIALS", "--no-cors-credentials"),
            Noted("--lora-init-without-apply", null, "adapters are not in this version"),
            Noted("--embd-normalize", "N", "embeddings are not in this version"),
            Noted("--mmproj-auto", null, Media, "MMPROJ_AUTO", "--no-mmproj --no-mmproj-auto"),
            Noted("--mmproj-offload", null, Media, "MMPROJ_OFFLOAD", "--no-mmproj-offload"),
            Noted("--image-min-tokens", "N", Media, "IMAGE_MIN_TOKENS"),
            Noted("--image-max-tokens", "N", Media, "IMAGE_MAX_TOKENS"),
            Noted("--mtmd-batch-max-tokens", "N", Media, "MTMD_BATCH_MAX_TOKENS"),
        ]
    );
}
