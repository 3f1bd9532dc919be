// The numbers a file gives for rotary position embedding.
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>Rotary position embedding as the file describes it, before overrides.</summary>
/// <param name="Dimensions">Elements of a head that are rotated.</param>
/// <param name="Mode">Which elements form a pair; given by the architecture.</param>
/// <param name="FrequencyBase">Base of the frequencies; 10000 where the file names none.</param>
/// <param name="FrequencyScale">Factor on positions: 1 / scaling factor.</param>
/// <param name="ScalingType">Kind of scaling; linear where the file names none.</param>
/// <param name="OriginalContext">Context of training before scaling, in tokens.</param>
/// <param name="AttentionFactor">Further magnitude factor (<c>rope.scaling.attn_factor</c>), 1 by default.</param>
/// <param name="YarnExtrapolationFactor">Mix of extrapolation; negative when not given.</param>
/// <param name="YarnAttentionFactor">Magnitude factor of yarn, 1 by default.</param>
/// <param name="YarnBetaFast">Upper correction bound, 32 by default.</param>
/// <param name="YarnBetaSlow">Lower correction bound, 1 by default.</param>
/// <param name="YarnLogMultiplier">
/// <c>rope.scaling.yarn_log_multiplier</c> as it stands in the file (0.1 times the model's <c>mscale_all_dim</c>); 0 when
/// missing or when the architecture has no such rule.
/// </param>
public sealed record RopeHyperparameters(
    int Dimensions,
    RopeMode Mode,
    float FrequencyBase,
    float FrequencyScale,
    RopeScalingType ScalingType,
    int OriginalContext,
    float AttentionFactor,
    float YarnExtrapolationFactor,
    float YarnAttentionFactor,
    float YarnBetaFast,
    float YarnBetaSlow,
    float YarnLogMultiplier
);
