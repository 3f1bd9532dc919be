// Quantizes activation rows to signed bytes with a scale for each 32 elements.
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>
/// <c>scale = max |x| / 127</c>, <c>quant = round(x * (127 / max |x|))</c> to nearest even, so that quants lie in -127..127.
/// Groups so small that 127 / max |x| overflows (below 4e-37) become zero; a NaN or an infinity makes its group's scale NaN or
/// infinite, so that it shows in the results.
/// </summary>
internal static unsafe class ActivationQuantizer
{
    private const int Group = ActivationLayout.ScaleElements;

    /// <summary>Quantizes one row of <see cref="ActivationLayout.Elements"/> floats into the given layout.</summary>
    internal static void Quantize(in ActivationLayout layout, float* source, byte* destination)
    {
        // Bounds: each part of the row has room for its share of layout.Elements, a multiple of 32.
        sbyte* quants = (sbyte*)destination;
        float* scales = (float*)(destination + layout.ScaleOffset);
        short* words = layout.HasWords ? (short*)(destination + layout.WordOffset) : null;
        for (int i = 0; i < layout.Elements; i += Group)
        {
            scales[i / Group] = Avx2.IsSupported
                ? QuantizeAvx2(source + i, quants + i)
                : QuantizePortable(source + i, quants + i);
            if (words != null)
            {
                Widen(quants + i, words + i);
            }
        }

        if (layout.HasMinimum || layout.ZeroPoint != 0)
        {
            AddSums(layout, destination);
        }
    }

    /// <summary>For each group of weights scale * sum and minus the zero point times the sum, as far as they are kept.</summary>
    private static void AddSums(in ActivationLayout layout, byte* row)
    {
        sbyte* quants = (sbyte*)row;
        float* scales = (float*)(row + layout.ScaleOffset);
        float* sums = (float*)(row + layout.SumOffset);
        int* zeros = (int*)(row + layout.ZeroOffset);
        for (int group = 0; group < layout.Elements / layout.GroupElements; group++)
        {
            int first = group * layout.GroupElements;
            int sum = Sum16(quants + first);
            if (layout.GroupElements == Group)
            {
                sum += Sum16(quants + first + 16);
            }

            if (layout.HasMinimum)
            {
                sums[group] = scales[first / Group] * sum;
            }

            if (layout.ZeroPoint != 0)
            {
                zeros[group] = -layout.ZeroPoint * sum;
            }
        }
    }

    private static int Sum16(sbyte* quants)
    {
        // Sixteen bytes: their sum fits a word.
        (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(Vector128.Load(quants));
        return Vector128.Sum(lower + upper);
    }

    private static void Widen(sbyte* quants, short* words)
    {
        for (int i = 0; i < Group; i += 16)
        {
            (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(Vector128.Load(quants + i));
            lower.Store(words + i);
            upper.Store(words + i + 8);
        }
    }

    /// <summary>The factor from values to quants; a scale of zero where it would overflow.</summary>
    private static float Inverse(float largest, out float scale)
    {
        float inverse = 127 / largest;
        if (float.IsPositiveInfinity(inverse))
        {
            scale = 0;
            return 0;
        }

        scale = largest / 127;
        return inverse;
    }

    private static float QuantizePortable(float* source, sbyte* quants)
    {
        float largest = 0;
        for (int i = 0; i < Group; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(source[i]));
        }

        float inverse = Inverse(largest, out float scale);
        for (int i = 0; i < Group; i++)
        {
            quants[i] = (sbyte)MathF.Round(source[i] * inverse);
        }

        return scale;
    }

    private static float QuantizeAvx2(float* source, sbyte* quants)
    {
        Vector256<float> a = Vector256.Load(source);
        Vector256<float> b = Vector256.Load(source + 8);
        Vector256<float> c = Vector256.Load(source + 16);
        Vector256<float> d = Vector256.Load(source + 24);
        // Vector256.Max, unlike the instruction, gives NaN for NaN on either side.
        Vector256<float> most = Vector256.Max(
            Vector256.Max(Vector256.Abs(a), Vector256.Abs(b)),
            Vector256.Max(Vector256.Abs(c), Vector256.Abs(d))
        );
        Vector128<float> four = Vector128.Max(most.GetLower(), most.GetUpper());
        Vector128<float> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        float largest = MathF.Max(two.ToScalar(), two.GetElement(1));
        Vector256<float> inverse = Vector256.Create(Inverse(largest, out float scale));
        // The packs work within 128-bit halves; the permutation brings their quarters back into order.
        Vector256<short> lower = Avx2.PackSignedSaturate(Round(a * inverse), Round(b * inverse));
        Vector256<short> upper = Avx2.PackSignedSaturate(Round(c * inverse), Round(d * inverse));
        Vector256<int> bytes = Avx2.PackSignedSaturate(lower, upper).AsInt32();
        Avx2.PermuteVar8x32(bytes, Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsSByte().Store(quants);
        return scale;
    }

    private static Vector256<int> Round(Vector256<float> values) => Avx.ConvertToVector256Int32(values);
}
