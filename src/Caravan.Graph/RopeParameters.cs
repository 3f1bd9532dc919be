// The parameters of the ROPE op by name.
namespace Caravan.Graph;

/// <summary>Parameters of rotary position embedding, as ggml's ROPE takes them.</summary>
/// <param name="Dimensions">Elements of each head that are rotated (<c>n_dims</c>).</param>
/// <param name="Mode">Which elements form a pair.</param>
/// <param name="OriginalContext">Context length of training, for yarn.</param>
/// <param name="FrequencyBase">Base of the frequencies (theta).</param>
/// <param name="FrequencyScale">Factor on positions: 1 / scaling factor.</param>
/// <param name="ExtrapolationFactor">Mix of yarn's extrapolation; 0 without yarn.</param>
/// <param name="AttentionFactor">Magnitude factor of yarn.</param>
/// <param name="BetaFast">Yarn's upper correction bound.</param>
/// <param name="BetaSlow">Yarn's lower correction bound.</param>
/// <param name="FirstRotated">First rotated element of the head; ggml 5.x's word 15.</param>
public sealed record RopeParameters(
    int Dimensions,
    RopeMode Mode,
    int OriginalContext,
    float FrequencyBase,
    float FrequencyScale,
    float ExtrapolationFactor,
    float AttentionFactor,
    float BetaFast,
    float BetaSlow,
    int FirstRotated = 0
)
{
    /// <summary>Reads the parameters from ggml's words.</summary>
    public static RopeParameters From(in OpParameters words) =>
        new(
            words[1],
            (RopeMode)words[2],
            words[4],
            words.Float(5),
            words.Float(6),
            words.Float(7),
            words.Float(8),
            words.Float(9),
            words.Float(10),
            words[15]
        );

    /// <summary>Writes the parameters into ggml's words.</summary>
    public OpParameters ToWords()
    {
        OpParameters words = default;
        words[1] = Dimensions;
        words[2] = (int)Mode;
        words[4] = OriginalContext;
        words.SetFloat(5, FrequencyBase);
        words.SetFloat(6, FrequencyScale);
        words.SetFloat(7, ExtrapolationFactor);
        words.SetFloat(8, AttentionFactor);
        words.SetFloat(9, BetaFast);
        words.SetFloat(10, BetaSlow);
        words[15] = FirstRotated;
        return words;
    }
}
