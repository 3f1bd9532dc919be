// The rules without search by which ggml writes blocks of 32: what rows of a key-value cache are written with.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

/// <summary>
/// Two rules. Signed: the value of largest magnitude takes the lowest level. Affine: the smallest value takes 0, the largest
/// the highest level. Quants are <c>trunc(x + 1/2)</c>, limited to the highest; sums are not contracted, as in ggml's build.
/// </summary>
internal static class PlainRule
{
    private const int BlockElements = 32;

    /// <summary>The scale that puts the value of largest magnitude at <paramref name="lowest"/>, which is negative.</summary>
    internal static float SignedScale(ReadOnlySpan<float> values, float largest, int lowest) =>
        Magnitudes.Extreme(values, largest) / lowest;

    /// <summary>The scale and the smallest value, which is the offset.</summary>
    internal static (float Scale, float Smallest) Affine(ReadOnlySpan<float> values, int highest)
    {
        (float smallest, float largest) = Ranges.Of(values);
        return ((largest - smallest) / highest, smallest);
    }

    /// <summary>Writes the codes of a block: <c>trunc((value - smallest) / scale + offset)</c>.</summary>
    /// <param name="values">32 values.</param>
    /// <param name="smallest">What is subtracted first; zero in the signed rule.</param>
    /// <param name="scale">The scale before it is rounded to a half.</param>
    /// <param name="offset">One half, plus the code of level zero.</param>
    /// <param name="highest">The highest code.</param>
    /// <param name="codes">Receives 32 codes.</param>
    internal static void WriteCodes(
        ReadOnlySpan<float> values,
        float smallest,
        float scale,
        float offset,
        int highest,
        Span<byte> codes
    )
    {
        // A subnormal's inverse is infinite; such a block is all zeros in half precision anyway.
        float inverse = Codes.Inverse(scale);
        ref float from = ref MemoryMarshal.GetReference(values[..BlockElements]);
        ref byte to = ref MemoryMarshal.GetReference(codes[..BlockElements]);
        // Bounds: elements i..i+15 are read and written, and both spans hold 32.
        for (int i = 0; i < BlockElements; i += Vector128<byte>.Count)
        {
            Vector256<short> both = Vector256.Narrow(
                Code(ref from, i, smallest, inverse, offset, highest),
                Code(ref from, i + Vector256<float>.Count, smallest, inverse, offset, highest)
            );
            Vector128.Narrow(both.GetLower().AsUInt16(), both.GetUpper().AsUInt16()).StoreUnsafe(ref to, (nuint)i);
        }
    }

    private static Vector256<int> Code(
        ref float from,
        int index,
        float smallest,
        float inverse,
        float offset,
        int highest
    )
    {
        Vector256<float> x = Vector256.LoadUnsafe(ref from, (nuint)index) - Vector256.Create(smallest);
        Vector256<float> code = (x * Vector256.Create(inverse)) + Vector256.Create(offset);
        return Vector256.Min(Vector256.ConvertToInt32Native(code), Vector256.Create(highest));
    }
}
