// Options of llama-bench that are accepted and change nothing here, or are refused.
namespace Caravan.Cli.Options;

/// <summary>What bench takes so that posted lines run; each says why it changes nothing.</summary>
internal static class BenchInertOptions
{
    private const string Automatic = "chosen automatically";
    private const string NoGpu = "there is no GPU in this process";
    private const string Loading = "see --load-mode";
    private const string Free = "threads run where the system puts them";

    internal static readonly OptionGroup Group = new(
        "accepted, without effect in this version",
        [
            Value("--numa", "TYPE", Free),
            Value("--prio", "N", Free),
            Value("-C --cpu-mask", "M,...", Free),
            Value("--cpu-strict", "<0|1>,...", Free),
            Value("--poll", "<0...100>,...", "threads wait actively for a moment, then sleep"),
            Bit("--mlock", $"keeping the model in memory: {Loading}"),
            Bit("-dio --direct-io", Loading),
            Bit("-nopo --no-op-offload", NoGpu),
            Bit("--no-host", NoGpu),
            Bit("-no-ooae --no-offload-only-active-experts", NoGpu),
            Bit("-sas --scheduler-async", NoGpu),
            Bit("-rcache --rope-cache", "ik_llama.cpp has removed it"),
            Value("--max-gpu", "N", NoGpu),
            Value("-cuda --cuda-params", "PARAMS", NoGpu),
            Bit("-fit --fit", "fitting to a GPU's memory"),
            Value("-fitt --fit-target", "MiB", "fitting to a GPU's memory"),
            Value("-fitc --fit-ctx", "N", "fitting to a GPU's memory"),
            Value("--fit-margin", "MiB", "fitting to a GPU's memory"),
            Bit("-rtr --run-time-repack", $"layout of weights: {Automatic}"),
            Bit("-mqkv --merge-qkv", $"merged weights: {Automatic}"),
            Bit("-muge --merge-up-gate-exps --merge-up-gate-experts", $"merged weights: {Automatic}"),
            Bit("--defer-experts", Loading),
            Silent("-gr --graph-reuse", "[0|1]", "one compiled graph serves all tokens"),
            Silent("-wb --warmup-batch", null, "each test warms up with its own prompt"),
            Silent("-lv --verbosity --log-verbosity", "N", "see -v"),
            Silent("--offline", null, "nothing is downloaded"),
            Value("--print-overrides", "[0|1]", "the table names the rules"),
            new InertOption("-np --parallel", "N", "one sequence at a time is measured") { HarmlessValues = "1 -1" },
            new LaterOption("-embd --embeddings", "<0|1>", "embeddings are not in this version")
            {
                HarmlessValues = "0",
            },
            new LaterOption("-ser --smart-expert-reduction", "N,T", "it changes the model's results"),
            new LaterOption("-tgb --threads-gen-batch", "TG,PP", "give -t: one number of threads serves a test"),
        ]
    );

    private static InertOption Value(string names, string placeholder, string help) => new(names, placeholder, help);

    private static InertOption Bit(string names, string help) =>
        new(names, "[0|1]", help)
        {
            HarmlessValues = "0 off",
            ValueWhenBare = OptionDefinition.On,
            Words = ValueParsers.SwitchWords,
        };

    private static InertOption Silent(string names, string? placeholder, string help) =>
        new(names, placeholder, help)
        {
            IsSilent = true,
            ValueWhenBare = placeholder == "[0|1]" ? OptionDefinition.On : null,
            Words = placeholder == "[0|1]" ? ValueParsers.SwitchWords : [],
        };
}
