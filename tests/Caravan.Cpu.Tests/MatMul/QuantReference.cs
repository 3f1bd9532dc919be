// The exact product of quantized weights with quantized activations, straight from the formats.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests.MatMul;

/// <summary>What a product should be.</summary>
/// <param name="Value">The exact product.</param>
/// <param name="Magnitude">The sum of its terms' magnitudes, which rounding errors are in proportion to.</param>
/// <param name="Fused">The product in single precision, groups in rising order, each addition fused with its multiplication.</param>
/// <param name="Rounded">The same with products rounded before they are added.</param>
internal readonly record struct ReferenceValue(double Value, double Magnitude, float Fused, float Rounded);

internal static class QuantReference
{
    private const int ActivationGroup = 32;

    /// <summary>Products of all rows of <paramref name="weights"/> with one row of activations.</summary>
    internal static ReferenceValue[] Multiply(WeightRows weights, ReadOnlySpan<float> activations)
    {
        QuantFormat format = QuantFormats.Get(weights.Type);
        int k = weights.Columns;
        int bundle = TensorTypes.Get(weights.Type).InterleavedRows;
        int groups = k / format.GroupElements;
        sbyte[] quants = new sbyte[bundle * k];
        float[] scales = new float[bundle * groups];
        float[] minimums = new float[bundle * groups];
        (int[] activationQuants, float[] activationScales) = Quantize(activations);
        var products = new ReferenceValue[weights.Rows];
        for (int first = 0; first < weights.Rows; first += bundle)
        {
            format.Unpack(weights.Bundle(first), k, quants, scales, minimums);
            for (int row = 0; row < bundle; row++)
            {
                double sum = 0;
                double magnitude = 0;
                float fused = 0;
                float fusedMinimum = 0;
                float rounded = 0;
                float roundedMinimum = 0;
                for (int group = 0; group < groups; group++)
                {
                    int dot = 0;
                    int activationSum = 0;
                    int start = group * format.GroupElements;
                    for (int i = start; i < start + format.GroupElements; i++)
                    {
                        dot += quants[(row * k) + i] * activationQuants[i];
                        activationSum += activationQuants[i];
                    }

                    float weightScale = scales[(row * groups) + group];
                    float weightMinimum = format.HasMinimum ? minimums[(row * groups) + group] : 0;
                    float activationScale = activationScales[start / ActivationGroup];
                    float scale = weightScale * activationScale;
                    float scaledSum = activationScale * activationSum;
                    double product = (double)weightScale * activationScale * dot;
                    double minimum = (double)weightMinimum * activationScale * activationSum;
                    sum += product - minimum;
                    magnitude += Math.Abs(product) + Math.Abs(minimum);
                    fused = MathF.FusedMultiplyAdd(dot, scale, fused);
                    fusedMinimum = MathF.FusedMultiplyAdd(weightMinimum, scaledSum, fusedMinimum);
                    rounded += dot * scale;
                    roundedMinimum += weightMinimum * scaledSum;
                }

                products[first + row] = new ReferenceValue(
                    sum,
                    magnitude,
                    fused - fusedMinimum,
                    rounded - roundedMinimum
                );
            }
        }

        return products;
    }

    // What the quantizer makes of activations is checked by its own tests; products are judged given that.
    private static unsafe (int[] Quants, float[] Scales) Quantize(ReadOnlySpan<float> values)
    {
        ActivationLayout layout = new(values.Length, ActivationGroup, hasMinimum: false, zeroPoint: 0, hasWords: false);
        byte[] row = new byte[layout.RowBytes];
        fixed (float* source = values)
        fixed (byte* destination = row)
        {
            ActivationQuantizer.Quantize(layout, source, destination);
        }

        int[] quants = [.. row.Take(values.Length).Select(quant => (int)(sbyte)quant)];
        float[] scales = new float[values.Length / ActivationGroup];
        Buffer.BlockCopy(row, layout.ScaleOffset, scales, 0, scales.Length * sizeof(float));
        return (quants, scales);
    }
}
