// What a command line says about rotary position embedding, over the file.
namespace Caravan.Models;

/// <summary>Overrides of a file's rotary position embedding; what is null is taken from the file.</summary>
/// <param name="FrequencyBase">Base of the frequencies (<c>--rope-freq-base</c>).</param>
/// <param name="FrequencyScale">Factor on positions (<c>--rope-freq-scale</c>; 1 / <c>--rope-scale</c>).</param>
/// <param name="ScalingType">Kind of scaling (<c>--rope-scaling</c>).</param>
/// <param name="OriginalContext">Context of training (<c>--yarn-orig-ctx</c>), in tokens.</param>
/// <param name="YarnExtrapolationFactor">Mix of extrapolation (<c>--yarn-ext-factor</c>); negative means not given.</param>
/// <param name="YarnAttentionFactor">
/// Magnitude factor (<c>--yarn-attn-factor</c>); negative means not given. As in llama.cpp it counts only without
/// extrapolation: with it yarn's own rule decides.
/// </param>
/// <param name="YarnBetaFast">Upper correction bound (<c>--yarn-beta-fast</c>); negative means not given.</param>
/// <param name="YarnBetaSlow">Lower correction bound (<c>--yarn-beta-slow</c>); negative means not given.</param>
public sealed record RopeOverrides(
    float? FrequencyBase = null,
    float? FrequencyScale = null,
    RopeScalingType? ScalingType = null,
    int? OriginalContext = null,
    float? YarnExtrapolationFactor = null,
    float? YarnAttentionFactor = null,
    float? YarnBetaFast = null,
    float? YarnBetaSlow = null
);
