// Weighting and summing what experts gave, which a program runs as one step.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public class WeightedSumStepTests
{
    private const int Used = 5;

    [Theory]
    [InlineData(64, 1)]
    [InlineData(61, 1)]
    [InlineData(8192 + 13, 3)]
    [InlineData(1024, 70)]
    public void One_step_has_the_bits_of_the_single_nodes(int width, int tokens)
    {
        (float[] alone, int steps) = Run(width, tokens, expert: -1);
        Assert.Equal(1, steps);
        Assert.Equal(Expected(width, tokens), alone);
    }

    [Fact]
    public void A_sum_that_lies_over_the_weights_is_taken_in_single_steps()
    {
        // Weights that are computed end with the product, and the last sum is planned over them.
        (float[] sums, int steps) = Run(4, 70, expert: -1, computesWeights: true);
        Assert.Equal(1 + Used, steps);
        Assert.Equal(Expected(4, 70), sums);
    }

    [Theory]
    // A slice, a sum on the way.
    [InlineData(0)]
    [InlineData(2)]
    public void What_others_look_at_is_still_written(int expert)
    {
        (float[] sums, int steps) = Run(64, 9, expert);
        Assert.Equal(Used, steps);
        Assert.Equal(Expected(64, 9), sums);
    }

    private static float[] Values(int width, int tokens) => TestData.Floats(width * Used * tokens, 1);

    private static float[] Weights(int tokens) => TestData.Floats(Used * tokens, 2);

    private static float[] Expected(int width, int tokens)
    {
        float[] x = Values(width, tokens);
        float[] weights = Weights(tokens);
        float[] sums = new float[width * tokens];
        for (int i = 0; i < sums.Length; i++)
        {
            int token = i / width;
            int first = (token * Used * width) + (i % width);
            float sum = x[first] * weights[token * Used];
            for (int slot = 1; slot < Used; slot++)
            {
                float product = x[first + (slot * width)] * weights[(token * Used) + slot];
                sum += product;
            }

            sums[i] = sum;
        }

        return sums;
    }

    /// <param name="width">Elements of a row.</param>
    /// <param name="tokens">Tokens.</param>
    /// <param name="expert">The sum up to this slot is an output too; -1 for none.</param>
    /// <param name="computesWeights">Weights are the result of a node.</param>
    private static (float[] Sums, int Steps) Run(int width, int tokens, int expert, bool computesWeights = false)
    {
        GraphBuilder builder = new();
        GraphTensor x = builder.Input("x", TensorType.F32, Extents.Shape(width, Used, tokens));
        GraphTensor weights = builder.Input("weights", TensorType.F32, Extents.Shape(1, Used, tokens));
        GraphTensor weighted = builder.Mul(x, computesWeights ? builder.Scale(weights, 1) : weights);
        GraphTensor sum = Slice(0);
        for (int slot = 1; slot < Used; slot++)
        {
            if (slot - 1 == expert)
            {
                builder.Output(expert == 0 ? weighted : sum);
            }

            sum = builder.Add(sum, Slice(slot));
        }

        builder.Output(sum);
        using CpuDevice device = new(2);
        using CpuProgram program = (CpuProgram)device.Compile(builder.Build(), new TensorBindings(), default);
        program.Write(x, MemoryMarshal.AsBytes<float>(Values(width, tokens)));
        program.Write(weights, MemoryMarshal.AsBytes<float>(Weights(tokens)));
        program.Run(default);
        float[] result = new float[width * tokens];
        program.Read(sum, 0, MemoryMarshal.AsBytes(result.AsSpan()));
        return (result, program.StepCount);

        GraphTensor Slice(int slot) =>
            builder.View(
                weighted,
                Extents.Shape(width, tokens),
                weighted.Strides.E2,
                offset: weighted.Strides.E1 * slot
            );
    }
}
