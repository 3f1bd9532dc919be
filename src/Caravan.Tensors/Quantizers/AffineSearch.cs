// Finds the scale and the minimum that a group of values is best written with: value = scale * q - minimum.
namespace Caravan.Tensors.Quantizers;

/// <summary>
/// Weighted least squares in two unknowns: for fixed quants the normal equations give scale and minimum; for a given pair the
/// nearest quants are best. Starting points spread the range of values over a little more or less than the quants'
/// range; the best is improved until it stays.
/// </summary>
internal static class AffineSearch
{
    // The range of values ends this many quants beyond the quants' range, or short of it: beyond is clipped.
    private static Starts Overshoots => new(First: -1, Step: 0.3f, Count: 9);

    private const int MaxRefinements = 4;

    /// <summary>Searches the pair of one group.</summary>
    /// <param name="levels">The quants, 0 to highest.</param>
    /// <param name="group">The values.</param>
    /// <param name="anyMinimum">Whether the minimum may be negative, so that all values can lie above zero.</param>
    internal static AffineFit Find(EvenLevels levels, in AffineGroup group, bool anyMinimum)
    {
        (float smallest, float largest) = Ranges.Of(group.Values);
        if (!anyMinimum)
        {
            smallest = Math.Min(smallest, 0);
        }

        float range = largest - smallest;
        if (!(range > 0) || !float.IsFinite(levels.Highest / range))
        {
            return new AffineFit(0, -smallest, 0);
        }

        AffineFit best = default;
        // What writing zeros would leave: a start that every useful fit beats.
        float leastError = 0;
        for (int i = 0; i < Overshoots.Count; i++)
        {
            float inverse = (levels.Highest + Overshoots[i]) / range;
            Try(levels, group, anyMinimum, inverse, -smallest * inverse, ref best, ref leastError);
        }

        for (int i = 0; i < MaxRefinements && best.Scale > 0; i++)
        {
            float inverse = 1 / best.Scale;
            if (!Try(levels, group, anyMinimum, inverse, best.Minimum * inverse, ref best, ref leastError))
            {
                break;
            }
        }

        return best;
    }

    /// <summary>Searches the pair of a block whose scale and offset are halves, of either sign.</summary>
    internal static AffineFit FindHalves(EvenLevels levels, in AffineGroup group)
    {
        AffineFit fit = Find(levels, group, anyMinimum: true);
        float scale = Halves.Round(fit.Scale);
        float inverse = Codes.Inverse(scale);
        AffineSums sums = AffineSums.Of(levels, group.Values, group.Weights, inverse, fit.Minimum * inverse);
        // The rounded scale wants another minimum: where the derivative of the error by it vanishes.
        float minimum = ((scale * sums.Quants) - group.ValueSum) / group.WeightSum;
        return new AffineFit(scale, Halves.Round(minimum), sums.Squares);
    }

    private static bool Try(
        EvenLevels levels,
        in AffineGroup group,
        bool anyMinimum,
        float inverse,
        float offset,
        ref AffineFit best,
        ref float leastError
    )
    {
        AffineSums sums = AffineSums.Of(levels, group.Values, group.Weights, inverse, offset);
        float determinant = (group.WeightSum * sums.Squares) - (sums.Quants * sums.Quants);
        float scale = ((group.WeightSum * sums.Products) - (group.ValueSum * sums.Quants)) / determinant;
        float minimum = ((sums.Quants * sums.Products) - (sums.Squares * group.ValueSum)) / determinant;
        if (!anyMinimum && !(minimum > 0))
        {
            minimum = 0;
            scale = sums.Products / sums.Squares;
        }

        float error = group.Error(sums, scale, minimum);
        // A singular system (all quants equal) gives NaN or infinity: not better.
        if (!(error < leastError) || !(scale > 0) || !float.IsFinite(minimum))
        {
            return false;
        }

        best = new AffineFit(scale, minimum, sums.Squares);
        leastError = error;
        return true;
    }
}
