// Quantizes the blocks of Q2_K, Q4_K and Q5_K: groups with whole-number scales and minimums under two half-precision factors.
using System.Runtime.CompilerServices;

namespace Caravan.Tensors.Quantizers;

/// <summary>
/// <c>value = factor * s[group] * q - minimumFactor * m[group]</c>. Each group's own best pair is found first; the factors are
/// then scale searches over those. With the factors rounded to halves, every group takes the best whole numbers near its
/// wishes, and both factors are fitted anew to what was chosen, while that helps.
/// </summary>
internal static class AffineSuperBlock
{
    private const int MaxGroups = 16;
    private const int MaxRounds = 3;

    /// <summary>Searches factors, scales, minimums and quants.</summary>
    /// <param name="levels">The quants, 0 to highest.</param>
    /// <param name="pairLevels">The whole numbers that scales and minimums can be, 0 to highest.</param>
    /// <param name="groupElements">Elements of a group, a multiple of 16.</param>
    /// <param name="values">The block's values.</param>
    /// <param name="weights">The weight of each value's squared error.</param>
    /// <param name="scales">Receives each group's whole-number scale; its length is the number of groups.</param>
    /// <param name="minimums">Receives each group's whole-number minimum.</param>
    /// <param name="quants">Receives each value's quant.</param>
    /// <returns>The factors, exact in half precision.</returns>
    [SkipLocalsInit]
    internal static (float Factor, float MinimumFactor) Search(
        EvenLevels levels,
        EvenLevels pairLevels,
        int groupElements,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        Span<byte> scales,
        Span<byte> minimums,
        Span<byte> quants
    )
    {
        Span<AffineFit> wishes = stackalloc AffineFit[MaxGroups];
        Span<byte> chosenScales = stackalloc byte[MaxGroups];
        Span<byte> chosenMinimums = stackalloc byte[MaxGroups];
        wishes = wishes[..scales.Length];
        chosenScales = chosenScales[..scales.Length];
        chosenMinimums = chosenMinimums[..scales.Length];
        (float factor, float minimumFactor) = FirstFactors(levels, pairLevels, groupElements, values, weights, wishes);
        float bestFactor = 0;
        float bestMinimumFactor = 0;
        float leastError = 0;
        scales.Clear();
        minimums.Clear();
        for (int round = 0; round < MaxRounds; round++)
        {
            float error = 0;
            FactorSystem system = default;
            for (int group = 0; group < scales.Length; group++)
            {
                int first = group * groupElements;
                AffineGroup members = new(values.Slice(first, groupElements), weights.Slice(first, groupElements));
                AffineChoice choice = AffineChoice.Find(
                    levels,
                    pairLevels,
                    members,
                    factor,
                    minimumFactor,
                    wishes[group]
                );
                chosenScales[group] = (byte)choice.Scale;
                chosenMinimums[group] = (byte)choice.Minimum;
                error += choice.Error;
                system.Add(members, choice);
            }

            if (!(error < leastError))
            {
                break;
            }

            leastError = error;
            bestFactor = factor;
            bestMinimumFactor = minimumFactor;
            chosenScales.CopyTo(scales);
            chosenMinimums.CopyTo(minimums);
            (factor, minimumFactor) = system.Solve(factor, minimumFactor);
        }

        for (int group = 0; group < scales.Length; group++)
        {
            int first = group * groupElements;
            Codes.Write(
                levels,
                values.Slice(first, groupElements),
                bestFactor * scales[group],
                bestMinimumFactor * minimums[group],
                quants.Slice(first, groupElements)
            );
        }

        return (bestFactor, bestMinimumFactor);
    }

    [SkipLocalsInit]
    private static (float Factor, float MinimumFactor) FirstFactors(
        EvenLevels levels,
        EvenLevels pairLevels,
        int groupElements,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        Span<AffineFit> wishes
    )
    {
        Span<float> scales = stackalloc float[MaxGroups];
        Span<float> scaleWeights = stackalloc float[MaxGroups];
        Span<float> minimums = stackalloc float[MaxGroups];
        Span<float> minimumWeights = stackalloc float[MaxGroups];
        for (int group = 0; group < wishes.Length; group++)
        {
            int first = group * groupElements;
            AffineGroup members = new(values.Slice(first, groupElements), weights.Slice(first, groupElements));
            wishes[group] = AffineSearch.Find(levels, members, anyMinimum: false);
            scales[group] = wishes[group].Scale;
            scaleWeights[group] = wishes[group].Stiffness;
            minimums[group] = wishes[group].Minimum;
            minimumWeights[group] = members.WeightSum;
        }

        int groups = wishes.Length;
        return (
            Factor(pairLevels, scales[..groups], scaleWeights[..groups]),
            Factor(pairLevels, minimums[..groups], minimumWeights[..groups])
        );
    }

    private static float Factor(EvenLevels levels, ReadOnlySpan<float> wishes, ReadOnlySpan<float> weights) =>
        Halves.Round(ScaleSearch.Find(levels, wishes, weights, ScaleSearch.ForScales).Scale);
}
