// Options that are accepted and change nothing here.
using static Caravan.Cli.Options.InertOption;

namespace Caravan.Cli.Options;

/// <summary>
/// Options of llama.cpp and ik_llama.cpp that steer what this version does not have, or does anyway, and that change no
/// result.
/// </summary>
internal static class InertOptions
{
    private const string Automatic = "chosen automatically";
    private const string OneDevice = "there is no GPU in this process";
    private const string Loading = "see --load-mode";

    // Drafts by the model's own layers or by what was said are checked token by token: they change the time, not the text.
    private const string Drafts = "tokens come one by one: no drafts in this version, which leave the text as it is";

    /// <summary>The larger warm-up of benchmarks.</summary>
    internal static readonly InertOption WarmUpBatch = Anyway("-wb --warmup-batch", null, "see --warmup");

    internal static readonly OptionGroup Group = new(
        "accepted, without effect in this version",
        [
            Switch("--op-offload", "--no-op-offload", $"ops on a GPU: {OneDevice}"),
            Switch("--no-host", "", $"buffers for a GPU: {OneDevice}", "NO_HOST"),
            new InertOption("-fit --fit", "[on|off]", "fitting to a GPU's memory")
            {
                Environment = "LLAMA_ARG_FIT",
                ValueWhenBare = OptionDefinition.On,
                Words = ValueParsers.SwitchWords,
            },
            Value("-fitt --fit-target", "MiB", "fitting to a GPU's memory", "FIT_TARGET"),
            Value("-fitc --fit-ctx", "N", "fitting to a GPU's memory", "FIT_CTX"),
            Value("--fit-margin", "MiB", "fitting to a GPU's memory"),
            Switch("--mlock", "", $"keeping the model in memory: {Loading}", "MLOCK"),
            Switch("-dio --direct-io", "-ndio --no-direct-io", Loading, "DIO"),
            Value("--prio-batch", "N", "the process has one priority, see --prio"),
            Switch("--repack", "-nr --no-repack", $"layout of weights: {Automatic}", "REPACK"),
            Switch("-rtr --run-time-repack", "", $"layout of weights: {Automatic}"),
            Switch("-mqkv --merge-qkv", "", $"merged weights: {Automatic}"),
            Switch("-muge --merge-up-gate-experts", "", $"merged weights: {Automatic}"),
            Switch("-no-ooae --no-offload-only-active-experts", "", $"experts on a GPU: {OneDevice}"),
            Switch("-smgs --split-mode-graph-scheduling", "", $"work on several GPUs: {OneDevice}"),
            Switch("-smf16 --split-mode-f16", "", $"work on several GPUs: {OneDevice}"),
            Switch("-smf32 --split-mode-f32", "", $"work on several GPUs: {OneDevice}"),
            Value("-grt --graph-reduce-type", "TYPE", $"work on several GPUs: {OneDevice}"),
            Switch("-sas --scheduler-async", "", $"work on several GPUs: {OneDevice}"),
            Value("-cuda --cuda-params", "PARAMS", $"settings of a GPU: {OneDevice}"),
            Switch("-rcache --rope-cache", "", "ik_llama.cpp has removed it"),
            Anyway("-gr --graph-reuse", null, "one compiled graph serves all tokens", null, "-no-gr --no-graph-reuse"),
            WarmUpBatch,
            Value("--max-gpu", "N", $"work on several GPUs: {OneDevice}"),
            new InertOption("-np --parallel", "N", "one sequence at a time, which a single prompt is anyway")
            {
                Environment = "LLAMA_ARG_N_PARALLEL",
                Check = text => ValueParsers.Integer(text),
                HarmlessValues = "1 -1",
            },
            Anyway("--minilog", null, "the log is always short"),
            Anyway("-cb --cont-batching", null, "one sequence at a time", "CONT_BATCHING", "-nocb --no-cont-batching"),
            new InertOption("--spec-type", "TYPE", Drafts)
            {
                Environment = "LLAMA_ARG_SPEC_TYPE",
                HarmlessValues = "none",
            },
            Noted("-mtp --multi-token-prediction", null, Drafts, negatives: "-no-mtp --no-multi-token-prediction"),
            Switch("--swa-full", "", "no model of this version has a sliding window", "SWA_FULL"),
            Value("-dt --defrag-thold", "N", "the cache is never in pieces", "DEFRAG_THOLD"),
            Value("-cram --cache-ram", "MiB", "prompts are not cached", "CACHE_RAM"),
            Value("-ctxcp --ctx-checkpoints --swa-checkpoints", "N", "prompts are not cached", "CTX_CHECKPOINTS"),
            Switch("-bs --backend-sampling", "", "tokens are chosen on the CPU", "BACKEND_SAMPLING"),
            Value("-gaw --grp-attn-w", "N", "see --grp-attn-n", "GRP_ATTN_W"),
            Anyway("--jinja", null, "chat templates are not used here", "JINJA", "--no-jinja"),
            Value("--reasoning-format", "FORMAT", "the text is printed as it comes", "THINK"),
            Value("-rea --reasoning", "[on|off|auto]", "the text is printed as it comes", "REASONING"),
            Value("--reasoning-budget", "N", "the text is printed as it comes", "THINK_BUDGET"),
            Value("--reasoning-budget-message", "MESSAGE", "the text is printed as it comes", "THINK_BUDGET_MESSAGE"),
            Switch("--reasoning-preserve", "--no-reasoning-preserve", "the text is printed as it comes"),
            Switch("--skip-chat-parsing", "--no-skip-chat-parsing", "the text is printed as it comes"),
            Value("-ptc --print-token-count", "N", "the timings count tokens"),
            Switch("--show-timings", "--no-show-timings", "see --perf", "SHOW_TIMINGS"),
            Anyway("--simple-io", null, "input and output are always simple"),
            Anyway("-lv --verbosity --log-verbosity", "N", "the log is always short", "LOG_VERBOSITY"),
            Anyway("--log-prefix", null, "log lines have no prefix", "LOG_PREFIX", "--no-log-prefix"),
            Anyway("--log-timestamps", null, "log lines have no time", "LOG_TIMESTAMPS", "--no-log-timestamps"),
            new InertOption("--log-colors", "[on|off|auto]", "the log has no colors")
            {
                IsSilent = true,
                Environment = "LLAMA_ARG_LOG_COLORS",
                ValueWhenBare = OptionDefinition.On,
                Words = ValueParsers.SwitchWords,
            },
            Anyway("--offline", null, "nothing is downloaded", "OFFLINE"),
        ]
    );

    private static InertOption Switch(string names, string negatives, string help, string? variable = null) =>
        Noted(names, null, help, variable, negatives);

    private static InertOption Value(string names, string placeholder, string help, string? variable = null) =>
        Noted(names, placeholder, help, variable);
}
