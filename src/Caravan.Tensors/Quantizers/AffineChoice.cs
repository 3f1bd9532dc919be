// The whole numbers one group of an affine super-block takes.
namespace Caravan.Tensors.Quantizers;

/// <summary>A group's whole-number scale and minimum, the error they leave, and the sums that led there.</summary>
/// <param name="Scale">The whole-number scale.</param>
/// <param name="Minimum">The whole-number minimum.</param>
/// <param name="Error">The squared error less <c>sum(w x^2)</c>; zero when the group is written as zeros.</param>
/// <param name="Sums">Sums for the quants chosen.</param>
internal readonly record struct AffineChoice(int Scale, int Minimum, float Error, AffineSums Sums)
{
    /// <summary>The best pair near the wish: scales within one of it, each with the minimum that then fits best.</summary>
    internal static AffineChoice Find(
        EvenLevels levels,
        EvenLevels pairLevels,
        in AffineGroup group,
        float factor,
        float minimumFactor,
        AffineFit wish
    )
    {
        AffineChoice best = default;
        int highest = (int)pairLevels.Highest;
        int nearest = WholeNumber(wish.Scale, factor, highest);
        int minimum = WholeNumber(wish.Minimum, minimumFactor, highest);
        for (int scale = Math.Max(nearest - 1, 0); scale <= Math.Min(nearest + 1, highest); scale++)
        {
            float groupScale = factor * scale;
            AffineSums sums = Try(levels, group, groupScale, minimumFactor, scale, minimum, ref best);
            // With these quants the error is least where its derivative by the minimum vanishes.
            float wanted = ((groupScale * sums.Quants) - group.ValueSum) / group.WeightSum;
            int better = WholeNumber(wanted, minimumFactor, highest);
            if (better != minimum)
            {
                Try(levels, group, groupScale, minimumFactor, scale, better, ref best);
            }
        }

        return best;
    }

    private static AffineSums Try(
        EvenLevels levels,
        in AffineGroup group,
        float groupScale,
        float minimumFactor,
        int scale,
        int minimum,
        ref AffineChoice best
    )
    {
        float groupMinimum = minimumFactor * minimum;
        float inverse = Codes.Inverse(groupScale);
        AffineSums sums = AffineSums.Of(levels, group.Values, group.Weights, inverse, groupMinimum * inverse);
        float error = group.Error(sums, groupScale, groupMinimum);
        if (error < best.Error)
        {
            best = new AffineChoice(scale, minimum, error, sums);
        }

        return sums;
    }

    private static int WholeNumber(float wish, float factor, int highest)
    {
        float ratio = MathF.Round(wish / factor);
        return ratio > 0 ? (int)Math.Min(ratio, highest) : 0;
    }
}
