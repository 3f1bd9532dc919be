// Quantizes the blocks of Q3_K, Q6_K and IQ4_XS: groups with whole-number scales under one half-precision factor.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>
/// <c>value = factor * s[group] * level</c>. Each group's own best scale is found first; the factor is then the scale search
/// over those scales, each weighing as much as its group resists change. With the factor rounded to a half, every group
/// takes the best whole number near its wish, and the factor is fitted anew to what was chosen, while that helps.
/// </summary>
internal static class ScaledSuperBlock
{
    private const int MaxGroups = 16;
    private const int MaxRounds = 3;

    /// <summary>Searches factor, scales and codes.</summary>
    /// <param name="levels">The levels of the codes.</param>
    /// <param name="scaleLevels">The whole numbers a group's scale can be.</param>
    /// <param name="groupElements">Elements of a group, a multiple of 16.</param>
    /// <param name="values">The block's values.</param>
    /// <param name="weights">The weight of each value's squared error.</param>
    /// <param name="scales">Receives each group's whole-number scale; its length is the number of groups.</param>
    /// <param name="codes">Receives each value's code.</param>
    /// <returns>The factor, exact in half precision.</returns>
    [SkipLocalsInit]
    internal static float Search<TLevels>(
        TLevels levels,
        EvenLevels scaleLevels,
        int groupElements,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        Span<sbyte> scales,
        Span<byte> codes
    )
        where TLevels : struct, ILevels
    {
        Span<float> wishes = stackalloc float[MaxGroups];
        Span<float> stiffness = stackalloc float[MaxGroups];
        Span<sbyte> chosen = stackalloc sbyte[MaxGroups];
        wishes = wishes[..scales.Length];
        stiffness = stiffness[..scales.Length];
        chosen = chosen[..scales.Length];
        for (int group = 0; group < scales.Length; group++)
        {
            int first = group * groupElements;
            ScaleFit fit = ScaleSearch.Find(
                levels,
                values.Slice(first, groupElements),
                weights.Slice(first, groupElements),
                ScaleSearch.ForValues
            );
            wishes[group] = fit.Scale;
            stiffness[group] = fit.Stiffness;
        }

        float factor = Halves.Round(ScaleSearch.Find(scaleLevels, wishes, stiffness, ScaleSearch.ForScales).Scale);
        float bestFactor = 0;
        float leastError = 0;
        scales.Clear();
        for (int round = 0; round < MaxRounds && factor != 0; round++)
        {
            float error = 0;
            float products = 0;
            float squares = 0;
            for (int group = 0; group < scales.Length; group++)
            {
                int first = group * groupElements;
                Choice choice = Choose(
                    levels,
                    scaleLevels,
                    values.Slice(first, groupElements),
                    weights.Slice(first, groupElements),
                    factor,
                    wishes[group]
                );
                chosen[group] = (sbyte)choice.Scale;
                error += choice.Error;
                products += choice.Scale * choice.ValueLevels;
                squares += (float)choice.Scale * choice.Scale * choice.LevelSquares;
            }

            if (!(error < leastError))
            {
                break;
            }

            leastError = error;
            bestFactor = factor;
            chosen.CopyTo(scales);
            factor = Halves.Round(products / squares);
        }

        for (int group = 0; group < scales.Length; group++)
        {
            int first = group * groupElements;
            float scale = bestFactor * scales[group];
            Codes.Write(levels, values.Slice(first, groupElements), scale, 0, codes.Slice(first, groupElements));
        }

        return bestFactor;
    }

    /// <summary>The best whole-number scale within one of the wish.</summary>
    private static Choice Choose<TLevels>(
        TLevels levels,
        EvenLevels scaleLevels,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        float factor,
        float wish
    )
        where TLevels : struct, ILevels
    {
        Choice best = default;
        int nearest = (int)Math.Clamp(MathF.Round(wish / factor), scaleLevels.Lowest, scaleLevels.Highest);
        int first = Math.Max(nearest - 1, (int)scaleLevels.Lowest);
        int last = Math.Min(nearest + 1, (int)scaleLevels.Highest);
        for (int candidate = first; candidate <= last; candidate++)
        {
            float scale = factor * candidate;
            if (scale == 0)
            {
                continue;
            }

            ScaleSearch.Sum(
                levels,
                values,
                weights,
                Codes.Inverse(scale),
                out float valueLevels,
                out float levelSquares
            );
            float error = scale * ((scale * levelSquares) - (2 * valueLevels));
            if (error < best.Error)
            {
                best = new Choice(candidate, error, valueLevels, levelSquares);
            }
        }

        return best;
    }

    // The error leaves out sum(w x^2): a scale of zero has none.
    private readonly record struct Choice(int Scale, float Error, float ValueLevels, float LevelSquares);
}
