// Options of llama-server that ask for what this version does not have.
using static Caravan.Cli.Options.LaterOption;

namespace Caravan.Cli.Options;

/// <summary>Refused by name, because leaving them out changes what happens.</summary>
internal static class ServeLaterOptions
{
    private const string Router = "one model a server in this version";
    private const string Agent = "the server runs no tools itself";
    private const string Files = "files are not served";
    private const string Ranking = "ranking is not in this version";
    private const string Draft = "speculative decoding is not in this version";
    private const string Download = "models are not downloaded in this version; give a file with -m";
    private const string Voice = "sound is not in this version";

    internal static readonly OptionGroup Group = new(
        "refused by a server in this version",
        [
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
            One("-mmu --mmproj-url", "URL", Download, "MMPROJ_URL"),
            One("-hfv -hfrv --hf-repo-v", "REPO", Download),
            One("-hffv --hf-file-v", "FILE", Download),
            One("-hfd -hfrd --hf-repo-draft --spec-draft-hf", "REPO", Download),
            One("--embd-gemma-default", null, Download),
            One("--fim-qwen-1.5b-default", null, Download),
            One("--fim-qwen-3b-default", null, Download),
            One("--fim-qwen-7b-default", null, Download),
            One("--fim-qwen-7b-spec", null, Download),
            One("--fim-qwen-14b-spec", null, Download),
            One("--fim-qwen-30b-default", null, Download),
            One("--gpt-oss-20b-default", null, Download),
            One("--gpt-oss-120b-default", null, Download),
            One("--vision-gemma-4b-default", null, Download),
            One("--vision-gemma-12b-default", null, Download),
            One("-mv --model-vocoder", "FNAME", Voice),
            One("--tts-use-guide-tokens", null, Voice),
            One("-td --threads-draft --spec-draft-threads", "N", Draft),
            One("-tbd --threads-batch-draft --spec-draft-threads-batch", "N", Draft),
            One("-Cd --cpu-mask-draft --spec-draft-cpu-mask", "M", Draft),
            One("-Crd --cpu-range-draft --spec-draft-cpu-range", "lo-hi", Draft),
            One("--cpu-strict-draft --spec-draft-cpu-strict", "<0|1>", Draft),
            One("--prio-draft --spec-draft-prio", "N", Draft),
            One("--poll-draft --spec-draft-poll", "<0|1>", Draft),
            One("-Cbd --cpu-mask-batch-draft --spec-draft-cpu-mask-batch", "M", Draft),
            One("--cpu-strict-batch-draft --spec-draft-cpu-strict-batch", "<0|1>", Draft),
            One("--prio-batch-draft --spec-draft-prio-batch", "N", Draft),
            One("--poll-batch-draft --spec-draft-poll-batch", "<0|1>", Draft),
            One("-otd --override-tensor-draft --spec-draft-override-tensor", "REGEX=DEVICE", Draft),
            One("-cmoed --cpu-moe-draft --spec-draft-cpu-moe", null, Draft, "SPEC_DRAFT_CPU_MOE"),
            One(
                "-ncmoed --n-cpu-moe-draft --spec-draft-ncmoe --spec-draft-n-cpu-moe",
                "N",
                Draft,
                "SPEC_DRAFT_N_CPU_MOE"
            ),
            One("-ngld --gpu-layers-draft --n-gpu-layers-draft --spec-draft-ngl", "N", Draft, "N_GPU_LAYERS_DRAFT"),
            One("-devd --device-draft --spec-draft-device", "DEVICES", Draft),
            One("--spec-draft-n-max", "N", Draft, "SPEC_DRAFT_N_MAX", "0"),
            One("--spec-draft-n-min", "N", Draft, "SPEC_DRAFT_N_MIN", "0"),
            One("--draft-p-split --spec-draft-p-split", "P", Draft, "SPEC_DRAFT_P_SPLIT"),
            One("--draft-p-min --spec-draft-p-min", "P", Draft, "SPEC_DRAFT_P_MIN"),
            One(
                "--spec-draft-backend-sampling",
                null,
                Draft,
                "SPEC_DRAFT_BACKEND_SAMPLING",
                "on off",
                "--no-spec-draft-backend-sampling"
            ),
            One("--spec-default", null, Draft),
            .. NGrams(),
        ]
    );

    private static IEnumerable<LaterOption> NGrams()
    {
        string[] names =
        [
            "mod-n-min",
            "mod-n-max",
            "mod-n-match",
            "simple-size-n",
            "simple-size-m",
            "simple-min-hits",
            "map-k-size-n",
            "map-k-size-m",
            "map-k-min-hits",
            "map-k4v-size-n",
            "map-k4v-size-m",
            "map-k4v-min-hits",
            "size-n",
            "size-m",
            "min-hits",
        ];
        return names.Select(name => One($"--spec-ngram-{name}", "N", Draft));
    }
}
