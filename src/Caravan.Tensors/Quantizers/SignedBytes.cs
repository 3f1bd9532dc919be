// Rounds scaled numbers to signed bytes.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

internal static class SignedBytes
{
    /// <summary>Writes <c>round(value * inverse)</c>, ties to even; no product exceeds 127.</summary>
    /// <param name="values">A multiple of 32 values.</param>
    /// <param name="inverse">The inverse of the scale.</param>
    /// <param name="quants">Receives as many quants.</param>
    /// <returns>The sum of the quants.</returns>
    internal static int Write(ReadOnlySpan<float> values, float inverse, Span<sbyte> quants)
    {
        ref float from = ref MemoryMarshal.GetReference(values);
        ref sbyte to = ref MemoryMarshal.GetReference(quants[..values.Length]);
        Vector256<int> sum = Vector256<int>.Zero;
        // Bounds: a step reads and writes Vector256<sbyte>.Count = 32 elements from i on; both spans hold values.Length.
        for (int i = 0; i <= values.Length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
        {
            Vector256<int> q0 = Round(ref from, i, inverse);
            Vector256<int> q1 = Round(ref from, i + 8, inverse);
            Vector256<int> q2 = Round(ref from, i + 16, inverse);
            Vector256<int> q3 = Round(ref from, i + 24, inverse);
            sum += q0 + q1 + q2 + q3;
            Vector256.Narrow(Vector256.Narrow(q0, q1), Vector256.Narrow(q2, q3)).StoreUnsafe(ref to, (nuint)i);
        }

        return Vector256.Sum(sum);
    }

    private static Vector256<int> Round(ref float from, int index, float inverse) =>
        Vector256.ConvertToInt32Native(
            Vector256.Round(Vector256.LoadUnsafe(ref from, (nuint)index) * Vector256.Create(inverse))
        );
}
