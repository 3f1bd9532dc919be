// Largest magnitudes of runs of numbers, NaN counting as the largest of all.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

/// <summary>
/// Magnitudes are compared as integers: the bits of non-negative singles order as the numbers do, then infinity, then NaN,
/// so that one comparison with a limit finds whatever is out of range.
/// </summary>
internal static class Magnitudes
{
    private const int MagnitudeBits = 0x7FFF_FFFF;

    /// <summary>Whether no value is NaN or has a magnitude above <paramref name="limit"/>.</summary>
    internal static bool AreWithin(ReadOnlySpan<float> values, float limit) => Largest(values) <= limit;

    /// <summary>The largest magnitude; NaN when a value is NaN; zero when there are none.</summary>
    internal static float Largest(ReadOnlySpan<float> values)
    {
        ref float from = ref MemoryMarshal.GetReference(values);
        Vector256<int> magnitude = Vector256.Create(MagnitudeBits);
        Vector256<int> largest = Vector256<int>.Zero;
        int i = 0;
        // Bounds: a step reads Count elements from i on, and i + Count <= values.Length.
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            largest = Vector256.Max(largest, Vector256.LoadUnsafe(ref from, (nuint)i).AsInt32() & magnitude);
        }

        Vector128<int> half = Vector128.Max(largest.GetLower(), largest.GetUpper());
        half = Vector128.Max(half, Vector128.Shuffle(half, Vector128.Create(2, 3, 0, 1)));
        half = Vector128.Max(half, Vector128.Shuffle(half, Vector128.Create(1, 0, 3, 2)));
        int bits = half.ToScalar();
        for (; i < values.Length; i++)
        {
            bits = Math.Max(bits, BitConverter.SingleToInt32Bits(values[i]) & MagnitudeBits);
        }

        return BitConverter.Int32BitsToSingle(bits);
    }

    /// <summary>The first value whose magnitude is <paramref name="largest"/>, with its sign; zero if there is none.</summary>
    internal static float Extreme(ReadOnlySpan<float> values, float largest)
    {
        ref float from = ref MemoryMarshal.GetReference(values);
        Vector256<float> wanted = Vector256.Create(largest);
        int i = 0;
        // Bounds: as in Largest.
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            uint found = Vector256
                .Equals(Vector256.Abs(Vector256.LoadUnsafe(ref from, (nuint)i)), wanted)
                .ExtractMostSignificantBits();
            if (found != 0)
            {
                return values[i + int.TrailingZeroCount((int)found)];
            }
        }

        for (; i < values.Length; i++)
        {
            if (MathF.Abs(values[i]) == largest)
            {
                return values[i];
            }
        }

        return 0;
    }

    /// <summary>Copies values into range: NaN becomes zero, larger magnitudes become <paramref name="limit"/>.</summary>
    internal static void Clamp(ReadOnlySpan<float> values, float limit, Span<float> destination)
    {
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = float.IsNaN(values[i]) ? 0 : Math.Clamp(values[i], -limit, limit);
        }
    }
}
