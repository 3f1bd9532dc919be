// Quantizes activation rows to signed bytes with a scale for each 32 elements.
namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>Lays out a row of activations for the kernels: quants, scales, and the sums that minimums and zero points need.</summary>
internal static unsafe class ActivationQuantizer
{
    /// <summary>Quantizes one row of <see cref="ActivationLayout.Elements"/> floats into the given layout.</summary>
    internal static void Quantize(in ActivationLayout layout, float* source, byte* destination)
    {
        sbyte* quants = (sbyte*)destination;
        float* scales = (float*)(destination + layout.ScaleOffset);
        for (int i = 0; i < layout.Elements; i += ActivationLayout.ScaleElements)
        {
            scales[i / ActivationLayout.ScaleElements] = ActivationGroup.Quantize(source + i, quants + i);
        }

        AddSums(layout, destination);
    }

    /// <summary>The parts of a row that follow from its quants and scales.</summary>
    private static void AddSums(in ActivationLayout layout, byte* row)
    {
        sbyte* quants = (sbyte*)row;
        float* scales = (float*)(row + layout.ScaleOffset);
        for (int group = 0; group < layout.Elements / layout.GroupElements; group++)
        {
            int first = group * layout.GroupElements;
            int sum = 0;
            for (int i = 0; i < layout.GroupElements; i++)
            {
                sum += quants[first + i];
            }

            if (layout.HasMinimum)
            {
                ((float*)(row + layout.SumOffset))[group] = scales[first / ActivationLayout.ScaleElements] * sum;
            }

            if (layout.ZeroPoint != 0)
            {
                ((int*)(row + layout.ZeroOffset))[group] = layout.ZeroPoint * sum;
            }
        }

        if (layout.HasWords)
        {
            short* words = (short*)(row + layout.WordOffset);
            for (int i = 0; i < layout.Elements; i++)
            {
                words[i] = quants[i];
            }
        }
    }
}
