// Turns a file's rope description and the command line's overrides into the parameters of the ROPE op.
using System.Globalization;
using Caravan.Graph;

namespace Caravan.Models;

/// <summary>The rules by which llama.cpp (2026) resolves rope scaling; ik_llama.cpp's agree in value.</summary>
internal static class RopeResolution
{
    /// <summary>The parameters of ROPE.</summary>
    /// <exception cref="ModelException">An override is out of range.</exception>
    internal static RopeParameters Resolve(RopeHyperparameters file, RopeOverrides overrides)
    {
        RopeScalingType type = overrides.ScalingType ?? file.ScalingType;
        float frequencyBase = Positive(overrides.FrequencyBase, file.FrequencyBase, "rope frequency base");
        float scale = Positive(overrides.FrequencyScale, file.FrequencyScale, "rope frequency scale");
        int originalContext = overrides.OriginalContext ?? file.OriginalContext;
        if (originalContext is < 1 or > ModelLimits.Context)
        {
            throw new ModelException(
                $"the original context of rope scaling is {originalContext}, expected 1 to {ModelLimits.Context}"
            );
        }

        if (type == RopeScalingType.None)
        {
            scale = 1;
        }

        float extrapolation = Given(overrides.YarnExtrapolationFactor) ?? file.YarnExtrapolationFactor;
        if (extrapolation < 0)
        {
            extrapolation = type == RopeScalingType.Yarn ? 1 : 0;
        }

        return new RopeParameters(
            file.Dimensions,
            file.Mode,
            originalContext,
            frequencyBase,
            scale,
            extrapolation,
            AttentionFactor(file, overrides, extrapolation, scale) * file.AttentionFactor,
            Given(overrides.YarnBetaFast) ?? file.YarnBetaFast,
            Given(overrides.YarnBetaSlow) ?? file.YarnBetaSlow
        );
    }

    /// <summary>
    /// Factor on the products of queries and keys where only part of a head is rotated (latent attention): the square of
    /// yarn's magnitude, which ROPE must then not apply, so it is taken out of the attention factor first.
    /// </summary>
    internal static float LatentScoreScale(RopeHyperparameters file, RopeParameters rope, int keyLength)
    {
        float logarithm = MathF.Log(1 / rope.FrequencyScale);
        float attention = rope.AttentionFactor * (1 + 0.1f * logarithm);
        float magnitude = attention * (1 + file.YarnLogMultiplier * logarithm);
        return magnitude * magnitude / MathF.Sqrt(keyLength);
    }

    private static float AttentionFactor(
        RopeHyperparameters file,
        RopeOverrides overrides,
        float extrapolation,
        float scale
    )
    {
        if (extrapolation == 0)
        {
            return Given(overrides.YarnAttentionFactor) ?? file.YarnAttentionFactor;
        }

        // ROPE multiplies by 1 + 0.1 ln(factor) itself; the factor here is the wanted magnitude over that. With a
        // log multiplier the wanted magnitude is mscale over mscale_all_dim, which the models that have one keep equal.
        float factor = 1 / scale;
        float magnitude = file.YarnLogMultiplier != 0 || factor <= 1 ? 1 : 1 + 0.1f * MathF.Log(factor);
        return magnitude / (1 + 0.1f * MathF.Log(factor));
    }

    private static float? Given(float? value) => value >= 0 ? value : null;

    private static float Positive(float? value, float fallback, string name) =>
        value switch
        {
            null or 0 => fallback,
            > 0 and < float.PositiveInfinity => value.Value,
            _ => throw new ModelException(
                $"the {name} is {value.Value.ToString(CultureInfo.InvariantCulture)}, expected a number above 0"
            ),
        };
}
