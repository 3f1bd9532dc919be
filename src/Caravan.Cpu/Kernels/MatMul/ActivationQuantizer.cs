// Quantizes activation rows to signed bytes with a scale for each 32 elements.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>Lays out a row of activations for the kernels: quants, scales, and the sums that minimums and zero points need.</summary>
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
            scales[i / Group] = ActivationGroup.Quantize(source + i, quants + i);
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
}
