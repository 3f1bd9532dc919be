// Options that override a file's rotary position embedding.
using Caravan.Models;

namespace Caravan.Cli.Options;

/// <summary>Rope and yarn, in llama.cpp's spellings. What is not given is taken from the file.</summary>
internal static class RopeOptions
{
    internal static readonly ValueOption<RopeScalingType?> Scaling = new(
        "--rope-scaling",
        "{none,linear,yarn}",
        ValueParsers.OneOf<RopeScalingType?>(
            ("none", RopeScalingType.None),
            ("linear", RopeScalingType.Linear),
            ("yarn", RopeScalingType.Yarn)
        ),
        null,
        "how positions are scaled"
    )
    {
        Environment = "LLAMA_ARG_ROPE_SCALING_TYPE",
    };

    internal static readonly ValueOption<float?> Scale = Number("--rope-scale", "expands the context by the factor N");

    internal static readonly ValueOption<float?> FrequencyBase = Number("--rope-freq-base", "base of the frequencies");

    internal static readonly ValueOption<float?> FrequencyScale = Number(
        "--rope-freq-scale",
        "factor on positions: expands the context by 1/N"
    );

    internal static readonly ValueOption<int?> OriginalContext = new(
        "--yarn-orig-ctx",
        "N",
        text => ValueParsers.Integer(0, ModelLimits.Context)(text) is > 0 and var value ? value : null,
        null,
        "yarn: context of training; 0 = the file's"
    )
    {
        Environment = "LLAMA_ARG_YARN_ORIG_CTX",
    };

    internal static readonly ValueOption<float?> ExtrapolationFactor = Number(
        "--yarn-ext-factor",
        "yarn: mix of extrapolation, 0 = interpolation only"
    );

    internal static readonly ValueOption<float?> AttentionFactor = Number(
        "--yarn-attn-factor",
        "yarn: factor on magnitudes"
    );

    internal static readonly ValueOption<float?> BetaSlow = Number("--yarn-beta-slow", "yarn: upper wavelength bound");

    internal static readonly ValueOption<float?> BetaFast = Number("--yarn-beta-fast", "yarn: lower wavelength bound");

    internal static readonly OptionGroup Group = new(
        "rotary positions",
        [
            Scaling,
            Scale,
            FrequencyBase,
            FrequencyScale,
            OriginalContext,
            ExtrapolationFactor,
            AttentionFactor,
            BetaSlow,
            BetaFast,
        ]
    );

    /// <summary>The overrides that a command line asks for. As in llama.cpp, 0 for a base or a scale means "the file's".</summary>
    internal static RopeOverrides Read(OptionValues values)
    {
        float? scale = values.LastOf(Scale, FrequencyScale) == Scale ? 1 / values.Get(Scale) : null;
        return new RopeOverrides(
            NullIfZero(values.Get(FrequencyBase)),
            NullIfZero(scale ?? values.Get(FrequencyScale) ?? 1 / values.Get(Scale)),
            values.Get(Scaling),
            values.Get(OriginalContext),
            values.Get(ExtrapolationFactor),
            values.Get(AttentionFactor),
            values.Get(BetaFast),
            values.Get(BetaSlow)
        );
    }

    private static float? NullIfZero(float? value) => value is null or 0 ? null : value;

    // llama.cpp's variables are named after the long options.
    private static ValueOption<float?> Number(string name, string help) =>
        new(name, "N", text => ValueParsers.Number(text), null, help)
        {
            Environment = "LLAMA_ARG_" + name[2..].Replace('-', '_').ToUpperInvariant(),
        };
}
