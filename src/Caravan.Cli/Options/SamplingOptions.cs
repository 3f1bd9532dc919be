// Options that decide which token comes next.
using Caravan.Engine.Sampling;

namespace Caravan.Cli.Options;

/// <summary>Sampling, in llama.cpp's spellings and with its defaults.</summary>
internal static class SamplingOptions
{
    private static readonly SamplingParameters Defaults = new();

    internal static readonly ValueOption<SamplerOrder> Samplers = new(
        "--samplers",
        "SAMPLERS",
        SamplerOrder.FromNames,
        SamplerOrder.Default,
        "samplers in order, separated by ; (default: penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature)"
    );

    internal static readonly ValueOption<SamplerOrder> SamplerLetters = new(
        "--sampler-seq --sampling-seq",
        "SEQUENCE",
        SamplerOrder.FromLetters,
        SamplerOrder.Default,
        "samplers in order, a letter each (default: edskypmxt)"
    );

    internal static readonly ValueOption<uint> Seed = new(
        "-s --seed",
        "SEED",
        ValueParsers.Seed,
        SamplingParameters.RandomSeed,
        "seed of the random numbers; -1 = a random one (default: -1)"
    );

    internal static readonly FlagOption IgnoreEnd = new("--ignore-eos", "never choose a token that ends the text");

    internal static readonly ValueOption<float> Temperature = Number(
        "--temp --temperature",
        Defaults.Temperature,
        "temperature; 0 = always the most probable token"
    );

    internal static readonly ValueOption<int> TopK = new(
        "--top-k",
        "N",
        ValueParsers.Integer,
        Defaults.TopK,
        "keep the N most probable tokens; 0 = all (default: 40)"
    )
    {
        Environment = "LLAMA_ARG_TOP_K",
    };

    internal static readonly ValueOption<float> TopP = Number(
        "--top-p",
        Defaults.TopP,
        "keep the most probable tokens up to this total probability; 1 = all"
    );

    internal static readonly ValueOption<float> MinP = Number(
        "--min-p",
        Defaults.MinP,
        "least probability as a share of the largest; 0 = all"
    );

    internal static readonly ValueOption<float> TopNSigma = Number(
        "--top-nsigma --top-n-sigma",
        Defaults.TopNSigma,
        "keep logits within N standard deviations of the largest; -1 = all"
    );

    internal static readonly ValueOption<float> XtcProbability = Number(
        "--xtc-probability",
        Defaults.XtcProbability,
        "how often XTC removes top choices; 0 = never"
    );

    internal static readonly ValueOption<float> XtcThreshold = Number(
        "--xtc-threshold",
        Defaults.XtcThreshold,
        "probability of a top choice; above 0.5 = off"
    );

    internal static readonly ValueOption<float> TypicalP = Number(
        "--typical --typical-p",
        Defaults.TypicalP,
        "locally typical sampling; 1 = off"
    );

    internal static readonly ValueOption<int> RepeatLastN = new(
        "--repeat-last-n",
        "N",
        ValueParsers.Integer(SamplingParameters.WholeContext, int.MaxValue),
        Defaults.RepeatLastN,
        "tokens that the penalties look at; 0 = off, -1 = the context (default: 64)"
    );

    internal static readonly ValueOption<float> RepeatPenalty = Number(
        "--repeat-penalty",
        Defaults.RepeatPenalty,
        "penalty on repeated tokens; 1 = off"
    );

    internal static readonly ValueOption<float> PresencePenalty = Number(
        "--presence-penalty",
        Defaults.PresencePenalty,
        "subtracted once for a token that occurred; 0 = off"
    );

    internal static readonly ValueOption<float> FrequencyPenalty = Number(
        "--frequency-penalty",
        Defaults.FrequencyPenalty,
        "subtracted for each occurrence; 0 = off"
    );

    internal static readonly ValueOption<float> DryMultiplier = Number(
        "--dry-multiplier",
        Defaults.DryMultiplier,
        "DRY: penalty at the allowed length; 0 = off"
    );

    internal static readonly ValueOption<float> DryBase = Number(
        "--dry-base",
        Defaults.DryBase,
        "DRY: growth of the penalty for each token"
    );

    internal static readonly ValueOption<int> DryAllowedLength = new(
        "--dry-allowed-length",
        "N",
        ValueParsers.Integer(0, int.MaxValue),
        Defaults.DryAllowedLength,
        "DRY: length of a repetition that is free (default: 2)"
    );

    internal static readonly ValueOption<int> DryPenaltyLastN = new(
        "--dry-penalty-last-n",
        "N",
        ValueParsers.Integer(SamplingParameters.WholeContext, int.MaxValue),
        Defaults.DryPenaltyLastN,
        "DRY: tokens looked at; 0 = off, -1 = the context (default: 64)"
    );

    internal static readonly ListOption<string> DrySequenceBreaker = new(
        "--dry-sequence-breaker",
        "STRING",
        ValueParsers.Text,
        "DRY: text across which nothing repeats, instead of the default ones ('\\n', ':', '\"', '*'); none = no such text"
    );

    internal static readonly ValueOption<float> AdaptiveTarget = Number(
        "--adaptive-target",
        Defaults.AdaptiveTarget,
        "adaptive-p: probability of tokens to aim at; negative = off"
    );

    internal static readonly ValueOption<float> AdaptiveDecay = Number(
        "--adaptive-decay",
        Defaults.AdaptiveDecay,
        "adaptive-p: how much is remembered, 0 to 0.99"
    );

    internal static readonly ValueOption<float> DynamicTemperatureRange = Number(
        "--dynatemp-range",
        Defaults.DynamicTemperatureRange,
        "range of the dynamic temperature; 0 = off"
    );

    internal static readonly ValueOption<float> DynamicTemperatureExponent = Number(
        "--dynatemp-exp",
        Defaults.DynamicTemperatureExponent,
        "exponent of the dynamic temperature"
    );

    internal static readonly ValueOption<int> Mirostat = new(
        "--mirostat",
        "N",
        ValueParsers.Integer(0, 2),
        Defaults.Mirostat,
        "mirostat 1 or 2 instead of the samplers above; 0 = off (default: 0)"
    );

    internal static readonly ValueOption<float> MirostatLearningRate = Number(
        "--mirostat-lr",
        Defaults.MirostatLearningRate,
        "mirostat: learning rate eta"
    );

    internal static readonly ValueOption<float> MirostatEntropy = Number(
        "--mirostat-ent",
        Defaults.MirostatEntropy,
        "mirostat: target entropy tau"
    );

    internal static readonly ListOption<LogitBias> Bias = new(
        "-l --logit-bias",
        "TOKEN_ID(+/-)BIAS",
        text =>
            LogitBias.TryParse(text, out LogitBias bias)
                ? bias
                : throw new FormatException($"'{text}' is not of the form 15043+1, 15043-0.5 or 2-inf"),
        "added to the logit of a token: 15043+1, 15043-1, 2-inf; may be given several times"
    );

    internal static readonly OptionGroup Group = new(
        "sampling",
        [
            Samplers,
            SamplerLetters,
            Seed,
            IgnoreEnd,
            Temperature,
            TopK,
            TopP,
            MinP,
            TopNSigma,
            XtcProbability,
            XtcThreshold,
            TypicalP,
            RepeatLastN,
            RepeatPenalty,
            PresencePenalty,
            FrequencyPenalty,
            DryMultiplier,
            DryBase,
            DryAllowedLength,
            DryPenaltyLastN,
            DrySequenceBreaker,
            AdaptiveTarget,
            AdaptiveDecay,
            DynamicTemperatureRange,
            DynamicTemperatureExponent,
            Mirostat,
            MirostatLearningRate,
            MirostatEntropy,
            Bias,
            .. GrammarOptions.All,
        ]
    );

    private static ValueOption<float> Number(string names, float fallback, string help) =>
        new(
            names,
            "N",
            ValueParsers.Number,
            fallback,
            FormattableString.Invariant($"{help} (default: {fallback:0.0##})")
        );
}
