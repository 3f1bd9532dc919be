// How the next token is chosen: the user's sampling options.
using System.Collections.Immutable;
using Caravan.Engine.Sampling.Grammar;

namespace Caravan.Engine.Sampling;

/// <summary>Sampling options with llama.cpp's names, defaults and meanings.</summary>
public sealed record SamplingParameters
{
    /// <summary>The seed that stands for a random one.</summary>
    public const uint RandomSeed = 0xFFFFFFFF;

    /// <summary>The length of a window that stands for the whole context.</summary>
    public const int WholeContext = -1;

    /// <summary><c>--seed</c>: the seed of the random generators; <see cref="RandomSeed"/> chooses one.</summary>
    public uint Seed { get; init; } = RandomSeed;

    /// <summary><c>--samplers</c>, <c>--sampling-seq</c>: the samplers in order. Without effect with mirostat.</summary>
    public ImmutableArray<SamplerKind> Samplers { get; init; } = SamplerOrder.Default.Kinds;

    /// <summary><c>min_keep</c> of the server: the least number of candidates that top-p, min-p, typical and XTC leave; 0 for no rule.</summary>
    public int MinKeep { get; init; }

    /// <summary><c>--top-k</c>: how many candidates to keep; 0 or less for all.</summary>
    public int TopK { get; init; } = 40;

    /// <summary><c>--top-p</c>: the total probability to keep; 1 for all.</summary>
    public float TopP { get; init; } = 0.95f;

    /// <summary><c>--min-p</c>: the least probability to keep, as a share of the largest; 0 for all.</summary>
    public float MinP { get; init; } = 0.05f;

    /// <summary><c>--typical</c>: the total probability of locally typical sampling; 1 for off.</summary>
    public float TypicalP { get; init; } = 1.0f;

    /// <summary><c>--top-nsigma</c>: how many standard deviations below the largest logit to keep; 0 or less for off.</summary>
    public float TopNSigma { get; init; } = -1.0f;

    /// <summary><c>--xtc-probability</c>: how often XTC acts; 0 for never.</summary>
    public float XtcProbability { get; init; }

    /// <summary><c>--xtc-threshold</c>: the probability of a top choice; above 0.5 for off.</summary>
    public float XtcThreshold { get; init; } = 0.1f;

    /// <summary><c>--temp</c>: the temperature; 0 or less takes the most probable token.</summary>
    public float Temperature { get; init; } = 0.8f;

    /// <summary><c>--dynatemp-range</c>: the range of the dynamic temperature; 0 for a fixed one.</summary>
    public float DynamicTemperatureRange { get; init; }

    /// <summary><c>--dynatemp-exp</c>: the exponent of the dynamic temperature.</summary>
    public float DynamicTemperatureExponent { get; init; } = 1.0f;

    /// <summary><c>--repeat-last-n</c>: the window of the penalties in tokens; 0 for off, -1 for the context size.</summary>
    public int RepeatLastN { get; init; } = 64;

    /// <summary><c>--repeat-penalty</c>: the repetition penalty, above 0; 1 for none.</summary>
    public float RepeatPenalty { get; init; } = 1.0f;

    /// <summary><c>--frequency-penalty</c>: subtracted for each occurrence; 0 for none.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary><c>--presence-penalty</c>: subtracted once for a token that occurred; 0 for none.</summary>
    public float PresencePenalty { get; init; }

    /// <summary><c>--dry-multiplier</c>: the DRY penalty at the allowed length; 0 for off.</summary>
    public float DryMultiplier { get; init; }

    /// <summary><c>--dry-base</c>: the growth of the DRY penalty for each token; below 1 for off.</summary>
    public float DryBase { get; init; } = 1.75f;

    /// <summary><c>--dry-allowed-length</c>: the length from which DRY penalizes a repetition.</summary>
    public int DryAllowedLength { get; init; } = 2;

    /// <summary><c>--dry-penalty-last-n</c>: the window of DRY in tokens; 0 for off, -1 for the context size.</summary>
    public int DryPenaltyLastN { get; init; } = 64;

    /// <summary><c>--dry-sequence-breaker</c>: texts over which DRY sees no repetition.</summary>
    public ImmutableArray<string> DrySequenceBreakers { get; init; } = ["\n", ":", "\"", "*"];

    /// <summary><c>--mirostat</c>: 0 for off, 1, or 2. On, only the logit bias and the temperature run before it.</summary>
    public int Mirostat { get; init; }

    /// <summary><c>--mirostat-ent</c>: tau, the target surprise in bits.</summary>
    public float MirostatEntropy { get; init; } = 5.0f;

    /// <summary><c>--mirostat-lr</c>: eta, the learning rate.</summary>
    public float MirostatLearningRate { get; init; } = 0.1f;

    /// <summary><c>--adaptive-target</c>: the target probability of adaptive-p; negative for none.</summary>
    public float AdaptiveTarget { get; init; } = -1.0f;

    /// <summary><c>--adaptive-decay</c>: how much adaptive-p remembers, 0 to 0.99.</summary>
    public float AdaptiveDecay { get; init; } = 0.9f;

    /// <summary><c>--logit-bias</c>: what is added to the logits of single tokens.</summary>
    public ImmutableArray<LogitBias> LogitBiases { get; init; } = [];

    /// <summary><c>--ignore-eos</c>: forbids the tokens that end generation.</summary>
    public bool IgnoreEndOfSequence { get; init; }

    /// <summary><c>--grammar</c>, <c>--json-schema</c>: what the text must match; null for any text.</summary>
    public GrammarConstraint? Grammar { get; init; }

    /// <summary>The block that llama-cli prints after "sampler params:", four lines that begin with a tab.</summary>
    public string Describe() =>
        $"\trepeat_last_n = {RepeatLastN}, repeat_penalty = {RepeatPenalty:F3}, "
        + $"frequency_penalty = {FrequencyPenalty:F3}, presence_penalty = {PresencePenalty:F3}\n"
        + $"\tdry_multiplier = {DryMultiplier:F3}, dry_base = {DryBase:F3}, "
        + $"dry_allowed_length = {DryAllowedLength}, dry_penalty_last_n = {DryPenaltyLastN}\n"
        + $"\ttop_k = {TopK}, top_p = {TopP:F3}, min_p = {MinP:F3}, xtc_probability = {XtcProbability:F3}, "
        + $"xtc_threshold = {XtcThreshold:F3}, typical_p = {TypicalP:F3}, top_n_sigma = {TopNSigma:F3}, "
        + $"temp = {Temperature:F3}\n"
        + $"\tmirostat = {Mirostat}, mirostat_lr = {MirostatLearningRate:F3}, mirostat_ent = {MirostatEntropy:F3}, "
        + $"adaptive_target = {AdaptiveTarget:F3}, adaptive_decay = {AdaptiveDecay:F3}";

    /// <summary>Checks the ranges that the samplers rely on.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names the option as the user typed it.</exception>
    public void Validate()
    {
        Require(RepeatPenalty > 0 && float.IsFinite(1 / RepeatPenalty), "--repeat-penalty", RepeatPenalty, "above 0");
        Require(RepeatLastN >= WholeContext, "--repeat-last-n", RepeatLastN, "-1 (the context size) or more");
        Require(
            DryPenaltyLastN >= WholeContext,
            "--dry-penalty-last-n",
            DryPenaltyLastN,
            "-1 (the context size) or more"
        );
        Require(DryAllowedLength >= 0, "--dry-allowed-length", DryAllowedLength, "0 or more");
        Require(MinKeep >= 0, "min_keep", MinKeep, "0 or more");
        Require(Mirostat is 0 or 1 or 2, "--mirostat", Mirostat, "0, 1 or 2");
        ReadOnlySpan<(string Option, float Value)> finite =
        [
            ("--repeat-penalty", RepeatPenalty),
            ("--frequency-penalty", FrequencyPenalty),
            ("--presence-penalty", PresencePenalty),
            ("--top-p", TopP),
            ("--min-p", MinP),
            ("--typical", TypicalP),
            ("--top-nsigma", TopNSigma),
            ("--xtc-probability", XtcProbability),
            ("--xtc-threshold", XtcThreshold),
            ("--temp", Temperature),
            ("--dynatemp-range", DynamicTemperatureRange),
            ("--dynatemp-exp", DynamicTemperatureExponent),
            ("--dry-multiplier", DryMultiplier),
            ("--dry-base", DryBase),
            ("--mirostat-ent", MirostatEntropy),
            ("--mirostat-lr", MirostatLearningRate),
            ("--adaptive-target", AdaptiveTarget),
            ("--adaptive-decay", AdaptiveDecay),
        ];
        foreach ((string option, float value) in finite)
        {
            Require(float.IsFinite(value), option, value, "a finite number");
        }
    }

    private static void Require(bool fulfilled, string option, float value, string expected)
    {
        if (!fulfilled)
        {
            throw new ArgumentException($"{option} is {value}; {expected} is expected");
        }
    }
}
