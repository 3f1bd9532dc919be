// The fields of a request that decide which token comes next.
using System.Text.Json;

namespace Caravan.Server.Contracts;

/// <summary>Sampling by llama-server's names; null takes the server's default.</summary>
internal abstract class SamplingFields
{
    /// <summary>0 takes the likeliest token.</summary>
    public float? Temperature { get; set; }

    public int? TopK { get; set; }

    public float? TopP { get; set; }

    public float? MinP { get; set; }

    public float? TypicalP { get; set; }

    public float? TopNSigma { get; set; }

    public float? XtcProbability { get; set; }

    public float? XtcThreshold { get; set; }

    public float? DynatempRange { get; set; }

    public float? DynatempExponent { get; set; }

    public int? RepeatLastN { get; set; }

    public float? RepeatPenalty { get; set; }

    public float? PresencePenalty { get; set; }

    public float? FrequencyPenalty { get; set; }

    public float? DryMultiplier { get; set; }

    public float? DryBase { get; set; }

    public int? DryAllowedLength { get; set; }

    public int? DryPenaltyLastN { get; set; }

    public List<string>? DrySequenceBreakers { get; set; }

    public int? Mirostat { get; set; }

    public float? MirostatTau { get; set; }

    public float? MirostatEta { get; set; }

    public float? AdaptiveTarget { get; set; }

    public float? AdaptiveDecay { get; set; }

    /// <summary>Negative: a random one.</summary>
    public long? Seed { get; set; }

    public bool? IgnoreEos { get; set; }

    /// <summary>An object of token ids or texts, or an array of pairs; a value is a number, or false to forbid.</summary>
    public JsonElement? LogitBias { get; set; }

    /// <summary>Names in order, as an array or joined by semicolons, or letters.</summary>
    public JsonElement? Samplers { get; set; }

    public int? MinKeep { get; set; }

    /// <summary>A grammar in GBNF.</summary>
    public string? Grammar { get; set; }

    /// <summary>A JSON schema; the text will be valid by it.</summary>
    public JsonElement? JsonSchema { get; set; }

    /// <summary>The grammar begins at a trigger instead of with the text.</summary>
    public bool? GrammarLazy { get; set; }

    public List<GrammarTriggerBody>? GrammarTriggers { get; set; }

    /// <summary>Texts of control tokens that the answer shall show; with any here, it shows those of all.</summary>
    public List<string>? PreservedTokens { get; set; }
}
