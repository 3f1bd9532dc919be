// The numbers that describe a model's experts and router.
namespace Caravan.Models;

/// <summary>Experts of a mixture-of-experts model.</summary>
/// <param name="Count">Experts of a layer.</param>
/// <param name="Used">Experts each token uses.</param>
/// <param name="FeedForwardLength">Inner width of an expert, in elements.</param>
/// <param name="SharedCount">Experts every token uses besides (one matrix of that many times the width); 0 for none.</param>
/// <param name="LeadingDenseLayers">Layers at the start that have a dense feed-forward instead of experts.</param>
/// <param name="Gating">Function on the router's logits.</param>
/// <param name="NormalizeWeights">True when the chosen weights are divided by their sum.</param>
/// <param name="WeightsScale">Factor on the chosen weights; 0 and 1 mean none.</param>
/// <param name="GroupCount">Groups experts are chosen by; 0 or 1 for none.</param>
/// <param name="GroupsUsed">Groups a token may use.</param>
public sealed record ExpertHyperparameters(
    int Count,
    int Used,
    int FeedForwardLength,
    int SharedCount,
    int LeadingDenseLayers,
    ExpertGating Gating,
    bool NormalizeWeights,
    float WeightsScale,
    int GroupCount,
    int GroupsUsed
);
