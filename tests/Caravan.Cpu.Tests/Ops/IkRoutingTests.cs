// ik_llama.cpp's ops of routers and experts beside scalar loops.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public sealed class IkRoutingTests
{
    private const int Columns = 77;
    private const int Used = 3;
    private const int Tokens = 5;

    [Fact]
    public void Experts_are_added_in_order()
    {
        float[] x = TestData.Floats(Columns * Used * Tokens, 1);
        OpRun run = new();
        GraphTensor sum = run.Node(
            GraphOp.MultiAdd,
            Extents.Shape(Columns, Tokens),
            default,
            run.F32(x, Columns, Used, Tokens)
        );
        Near.Equal(Sums(x, (_, _) => 1), run.Floats(sum), 1e-6, floor: 1);
    }

    [Fact]
    public void Weights_and_scales_of_experts_multiply_them()
    {
        float[] x = TestData.Floats(Columns * Used * Tokens, 2);
        float[] weights = TestData.Floats(Used * Tokens, 3);
        float[] scales = TestData.Floats(4, 4);
        int[] ids = TestData.Integers(Used * Tokens, 5, 4);
        OpRun run = new();
        GraphTensor sum = run.Node(
            GraphOp.MultiAdd,
            Extents.Shape(Columns, Tokens),
            default,
            run.F32(x, Columns, Used, Tokens),
            run.F32(weights, 1, Used, Tokens),
            run.F32(scales, 4),
            run.I32(ids, Used, Tokens)
        );
        double[] expected = Sums(
            x,
            (slot, token) => (double)weights[slot + Used * token] * scales[ids[slot + Used * token]]
        );
        Near.Equal(expected, run.Floats(sum), 1e-6, floor: 1);
    }

    [Fact]
    public void Scale_of_an_expert_that_does_not_exist_is_refused()
    {
        OpRun run = new();
        GraphTensor sum = run.Node(
            GraphOp.MultiAdd,
            Extents.Shape(2, 1),
            default,
            run.F32(new float[4], 2, 2, 1),
            null,
            run.F32(new float[3], 3),
            run.I32([0, 3], 2, 1)
        );
        DeviceException exception = Assert.Throws<DeviceException>(() => run.Floats(sum));
        Assert.Contains("id 3 of slot 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_far_below_the_largest_lose_their_index()
    {
        float[] x = [0.1f, 0.9f, 0.2f, 0.5f, 0.4f, 0.9f, 0.8f, 0.7f, 0.01f, 0.02f];
        OpParameters parameters = OpParameters.Integers(2);
        parameters.SetFloat(1, 0.5f);
        OpRun run = new();
        GraphTensor sorted = Integers(run, GraphOp.ArgsortThreshold, parameters, 5, 2, run.F32(x, 5, 2));
        // 0.5 is not below half of 0.9; the two places that are kept come first anyhow.
        Assert.Equal([1, 3, -1, -1, -1, 0, 1, 2, -1, -1], run.Integers(sorted));
    }

    [Fact]
    public void Kept_places_stay_however_small()
    {
        OpParameters parameters = OpParameters.Integers(3);
        parameters.SetFloat(1, 0.99f);
        OpRun run = new();
        GraphTensor x = run.F32([5, 1, 2, 3], 4);
        Assert.Equal([0, 3, 2, -1], run.Integers(Integers(run, GraphOp.ArgsortThreshold, parameters, 4, 1, x)));
    }

    [Theory]
    [InlineData(8, 4, 2, 8)]
    [InlineData(4, 1, 1, 5)]
    [InlineData(8, 8, 2, 6)] // all groups: the largest of the row
    [InlineData(2, 1, 3, 1)]
    public void Largest_of_the_best_groups(int groups, int best, int scored, int count)
    {
        const int columns = 64;
        float[] x = TestData.Floats(columns * 3, 6);
        OpRun run = new();
        OpParameters parameters = OpParameters.Integers(groups, best, scored);
        GraphTensor top = Integers(run, GraphOp.GroupedTopK, parameters, count, 3, run.F32(x, columns, 3));
        int length = columns / groups;
        int[] expected =
        [
            .. Enumerable
                .Range(0, 3)
                .SelectMany(row =>
                {
                    float[] values = x[(row * columns)..((row + 1) * columns)];
                    return Enumerable
                        .Range(0, groups)
                        .OrderByDescending(g =>
                            values.Skip(g * length).Take(length).OrderDescending().Take(scored).Sum()
                        )
                        .Take(best)
                        .SelectMany(g => Enumerable.Range(g * length, length))
                        .OrderByDescending(i => values[i])
                        .Take(count);
                }),
        ];
        Assert.Equal(expected, run.Integers(top));
    }

    [Fact]
    public void More_than_the_best_groups_hold_are_counted_from_the_first()
    {
        OpRun run = new();
        OpParameters parameters = OpParameters.Integers(4, 1, 1);
        GraphTensor top = Integers(run, GraphOp.GroupedTopK, parameters, 3, 1, run.F32(TestData.Floats(8, 7), 8));
        Assert.Equal([0, 1, 2], run.Integers(top));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(128)]
    public void Hadamard_transform_of_parts_of_rows(int length)
    {
        float[] x = TestData.Floats(128 * 3, 8);
        OpRun run = new();
        GraphTensor node = run.Node(
            GraphOp.Hadamard,
            Extents.Shape(128, 3),
            OpParameters.Integers(length),
            run.F32(x, 128, 3)
        );
        double[] expected = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int first = i / length * length;
            for (int j = 0; j < length; j++)
            {
                // Sylvester's matrix has -1 where the numbers of row and column have an odd number of bits in common.
                int sign = int.PopCount((i - first) & j) % 2 == 0 ? 1 : -1;
                expected[i] += sign * x[first + j] / Math.Sqrt(length);
            }
        }

        Near.Equal(expected, run.Floats(node), 1e-6, floor: 5);
    }

    private static GraphTensor Integers(
        OpRun run,
        GraphOp op,
        OpParameters parameters,
        long ne0,
        long ne1,
        params ReadOnlySpan<GraphTensor?> sources
    ) => run.Builder.Node(op, TensorType.I32, Extents.Shape(ne0, ne1), null, parameters, sources);

    private static double[] Sums(float[] x, Func<int, int, double> factor)
    {
        double[] sums = new double[Columns * Tokens];
        for (int i = 0; i < x.Length; i++)
        {
            int slot = i / Columns % Used;
            int token = i / Columns / Used;
            sums[i % Columns + Columns * token] += x[i] * factor(slot, token);
        }

        return sums;
    }
}
