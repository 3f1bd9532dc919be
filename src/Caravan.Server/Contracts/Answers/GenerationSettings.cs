// The settings that a request ran with, in llama-server's fields.
namespace Caravan.Server.Contracts;

/// <summary>Sampling and limits.</summary>
internal sealed record GenerationSettings
{
    public required uint Seed { get; init; }
    public required float Temperature { get; init; }
    public required float DynatempRange { get; init; }
    public required float DynatempExponent { get; init; }
    public required int TopK { get; init; }
    public required float TopP { get; init; }
    public required float MinP { get; init; }
    public required float TopNSigma { get; init; }
    public required float XtcProbability { get; init; }
    public required float XtcThreshold { get; init; }
    public required float TypicalP { get; init; }
    public required int RepeatLastN { get; init; }
    public required float RepeatPenalty { get; init; }
    public required float PresencePenalty { get; init; }
    public required float FrequencyPenalty { get; init; }
    public required float DryMultiplier { get; init; }
    public required float DryBase { get; init; }
    public required int DryAllowedLength { get; init; }
    public required int DryPenaltyLastN { get; init; }
    public required IReadOnlyList<string> DrySequenceBreakers { get; init; }
    public required int Mirostat { get; init; }
    public required float MirostatTau { get; init; }
    public required float MirostatEta { get; init; }
    public required IReadOnlyList<string> Stop { get; init; }
    public required int MaxTokens { get; init; }
    public required int NPredict { get; init; }
    public required bool IgnoreEos { get; init; }
    public required bool Stream { get; init; }
    public required int NProbs { get; init; }
    public required int MinKeep { get; init; }
    public required IReadOnlyList<string> Samplers { get; init; }
}
