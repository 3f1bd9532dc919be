// Finds the scale that a group of values is best written with: value = scale * level.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

/// <summary>
/// Weighted least squares. For fixed levels q the error <c>sum(w * (x - s * q)^2)</c> is least at
/// <c>s = sum(w x q) / sum(w q^2)</c>, and falls from <c>sum(w x^2)</c> by the gain <c>sum(w x q)^2 / sum(w q^2)</c>. Levels in
/// turn are nearest for a given s. So scales that put the extreme value at or near either end of the levels are tried,
/// the largest gain wins, and its s and q are improved in turn until neither moves.
/// </summary>
internal static class ScaleSearch
{
    private const int MaxRefinements = 4;

    /// <summary>For the scale of a group of values.</summary>
    internal static Starts ForValues => new(First: 0.78f, Step: 0.03f, Count: 13);

    /// <summary>For the factor of group scales: few numbers on many levels, which seldom gain by clipping.</summary>
    internal static Starts ForScales => new(First: 0.7f, Step: 0.015f, Count: 24);

    /// <summary>Searches the scale of one group.</summary>
    /// <param name="levels">The levels values are written as.</param>
    /// <param name="values">A multiple of eight values.</param>
    /// <param name="weights">The weight of each value's squared error.</param>
    /// <param name="starts">How much of the end level the extreme value takes at first; above 1 it is clipped.</param>
    internal static ScaleFit Find<TLevels>(
        TLevels levels,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        Starts starts
    )
        where TLevels : struct, ILevels
    {
        float extreme = Magnitudes.Extreme(values, Magnitudes.Largest(values));
        Best best = default;
        if (extreme == 0 || !float.IsFinite(levels.Highest / extreme))
        {
            return default;
        }

        TryAll(levels, values, weights, starts, levels.Highest / extreme, ref best);
        if (levels.Lowest < 0)
        {
            TryAll(levels, values, weights, starts, levels.Lowest / extreme, ref best);
        }

        for (int i = 0; i < MaxRefinements && best.Gain > 0; i++)
        {
            if (!Try(levels, values, weights, 1 / best.Fit.Scale, ref best))
            {
                break;
            }
        }

        return best.Fit;
    }

    /// <summary>The sums that decide about a scale, for the levels nearest to <c>value * inverse</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Sum<TLevels>(
        TLevels levels,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        float inverse,
        out float valueLevels,
        out float levelSquares
    )
        where TLevels : struct, ILevels
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref float weight = ref MemoryMarshal.GetReference(weights[..values.Length]);
        Vector256<float> factor = Vector256.Create(inverse);
        Vector256<float> valueLevel = Vector256<float>.Zero;
        Vector256<float> levelSquare = Vector256<float>.Zero;
        // Bounds: a step reads Count elements from i on, and i + Count <= values.Length <= weights.Length.
        for (int i = 0; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref value, (nuint)i);
            Vector256<float> q = levels.Nearest(x * factor);
            Vector256<float> weighted = Vector256.LoadUnsafe(ref weight, (nuint)i) * q;
            valueLevel += weighted * x;
            levelSquare += weighted * q;
        }

        valueLevels = Vector256.Sum(valueLevel);
        levelSquares = Vector256.Sum(levelSquare);
    }

    private static void TryAll<TLevels>(
        TLevels levels,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        Starts starts,
        float endInverse,
        ref Best best
    )
        where TLevels : struct, ILevels
    {
        for (int i = 0; i < starts.Count; i++)
        {
            Try(levels, values, weights, endInverse * starts[i], ref best);
        }
    }

    private static bool Try<TLevels>(
        TLevels levels,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        float inverse,
        ref Best best
    )
        where TLevels : struct, ILevels
    {
        Sum(levels, values, weights, inverse, out float valueLevels, out float levelSquares);
        float scale = valueLevels / levelSquares;
        float gain = scale * valueLevels;
        // Without a level other than zero the scale is NaN, and so is the gain: not better.
        if (!(gain > best.Gain))
        {
            return false;
        }

        best = new Best(new ScaleFit(scale, levelSquares), gain);
        return true;
    }

    private readonly record struct Best(ScaleFit Fit, float Gain);
}
