// Smallest and largest of a run of numbers.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

internal static class Ranges
{
    /// <summary>The smallest and the largest of a multiple of eight finite values, at least eight.</summary>
    internal static (float Smallest, float Largest) Of(ReadOnlySpan<float> values)
    {
        ref float from = ref MemoryMarshal.GetReference(values);
        Vector256<float> smallest = Vector256.Create(values);
        Vector256<float> largest = smallest;
        // Bounds: a step reads Count elements from i on, and i + Count <= values.Length.
        for (int i = Vector256<float>.Count; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref from, (nuint)i);
            smallest = Vector256.MinNative(smallest, x);
            largest = Vector256.MaxNative(largest, x);
        }

        Vector128<float> low = Vector128.MinNative(smallest.GetLower(), smallest.GetUpper());
        Vector128<float> high = Vector128.MaxNative(largest.GetLower(), largest.GetUpper());
        low = Vector128.MinNative(low, Vector128.Shuffle(low, Vector128.Create(2, 3, 0, 1)));
        high = Vector128.MaxNative(high, Vector128.Shuffle(high, Vector128.Create(2, 3, 0, 1)));
        low = Vector128.MinNative(low, Vector128.Shuffle(low, Vector128.Create(1, 0, 3, 2)));
        high = Vector128.MaxNative(high, Vector128.Shuffle(high, Vector128.Create(1, 0, 3, 2)));
        return (low.ToScalar(), high.ToScalar());
    }
}
