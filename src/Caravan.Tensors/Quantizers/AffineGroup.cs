// A group's values with what does not depend on the quants.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

/// <summary>Values, their weights, and the sums <c>sum(w)</c> and <c>sum(w x)</c>.</summary>
internal readonly ref struct AffineGroup
{
    /// <param name="values">A multiple of eight values.</param>
    /// <param name="weights">As many weights.</param>
    internal AffineGroup(ReadOnlySpan<float> values, ReadOnlySpan<float> weights)
    {
        Values = values;
        Weights = weights;
        ref float value = ref MemoryMarshal.GetReference(values);
        ref float weight = ref MemoryMarshal.GetReference(weights[..values.Length]);
        Vector256<float> weightSum = Vector256<float>.Zero;
        Vector256<float> valueSum = Vector256<float>.Zero;
        // Bounds: a step reads Count elements from i on, and i + Count <= values.Length <= weights.Length.
        for (int i = 0; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> w = Vector256.LoadUnsafe(ref weight, (nuint)i);
            weightSum += w;
            valueSum += w * Vector256.LoadUnsafe(ref value, (nuint)i);
        }

        WeightSum = Vector256.Sum(weightSum);
        ValueSum = Vector256.Sum(valueSum);
    }

    internal ReadOnlySpan<float> Values { get; }

    internal ReadOnlySpan<float> Weights { get; }

    internal float WeightSum { get; }

    internal float ValueSum { get; }

    /// <summary>The squared error of <c>scale * q - minimum</c>, less <c>sum(w x^2)</c>, which no choice changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Error(AffineSums sums, float scale, float minimum) =>
        (scale * ((scale * sums.Squares) - (2 * sums.Products)))
        + (minimum * ((minimum * WeightSum) + (2 * (ValueSum - (scale * sums.Quants)))));
}
