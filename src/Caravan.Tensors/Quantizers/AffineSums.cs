// The sums that decide about a scale and a minimum.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

/// <summary>Sums over a group of values x with weights w and quants q in 0..highest.</summary>
/// <param name="Quants"><c>sum(w q)</c>.</param>
/// <param name="Squares"><c>sum(w q^2)</c>.</param>
/// <param name="Products"><c>sum(w x q)</c>.</param>
internal readonly record struct AffineSums(float Quants, float Squares, float Products)
{
    /// <summary>Sums for the quants nearest to <c>value * inverse + offset</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static AffineSums Of(
        EvenLevels levels,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> weights,
        float inverse,
        float offset
    )
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref float weight = ref MemoryMarshal.GetReference(weights[..values.Length]);
        Vector256<float> factor = Vector256.Create(inverse);
        Vector256<float> shift = Vector256.Create(offset);
        Vector256<float> quants = Vector256<float>.Zero;
        Vector256<float> squares = Vector256<float>.Zero;
        Vector256<float> products = Vector256<float>.Zero;
        // Bounds: a step reads Count elements from i on, and i + Count <= values.Length <= weights.Length.
        for (int i = 0; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref value, (nuint)i);
            Vector256<float> q = levels.Nearest((x * factor) + shift);
            Vector256<float> weighted = Vector256.LoadUnsafe(ref weight, (nuint)i) * q;
            quants += weighted;
            squares += weighted * q;
            products += weighted * x;
        }

        return new AffineSums(Vector256.Sum(quants), Vector256.Sum(squares), Vector256.Sum(products));
    }
}
