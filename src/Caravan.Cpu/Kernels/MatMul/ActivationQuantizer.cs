// Quantizes activation rows to signed bytes with a scale for each 32 elements.
namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>
/// <c>scale = max |x| / 127</c>, <c>quant = round(x * 127 / max |x|)</c> to nearest even, so that quants lie in -127..127.
/// Elements so small that 127 / max |x| overflows (below 4e-37) become zero; a NaN or an infinity makes its scale NaN or
/// infinite, so that it shows in the results.
/// </summary>
internal static unsafe class ActivationQuantizer
{
    /// <summary>Quantizes one row of <see cref="ActivationLayout.Elements"/> floats into the given layout.</summary>
    internal static void Quantize(in ActivationLayout layout, float* source, byte* destination)
    {
        sbyte* quants = (sbyte*)destination;
        float* scales = (float*)(destination + layout.ScaleOffset);
        for (int i = 0; i < layout.Elements; i += ActivationLayout.ScaleElements)
        {
            scales[i / ActivationLayout.ScaleElements] = QuantizeGroup(source + i, quants + i);
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

    private static float QuantizeGroup(float* source, sbyte* quants)
    {
        float largest = 0;
        for (int i = 0; i < ActivationLayout.ScaleElements; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(source[i]));
        }

        float inverse = 127 / largest;
        if (float.IsPositiveInfinity(inverse))
        {
            inverse = 0;
            largest = 0;
        }

        for (int i = 0; i < ActivationLayout.ScaleElements; i++)
        {
            quants[i] = (sbyte)MathF.Round(source[i] * inverse);
        }

        return largest / 127;
    }
}
