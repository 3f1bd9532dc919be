// Ops and forms of ops that only graphs from the wire have.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class WireOpTests
{
    private const int Columns = 77;
    private const int Rows = 5;
    private static readonly Extents Shape = Extents.Shape(Columns, Rows);

    [Theory]
    [InlineData(GraphOp.Sqr)]
    [InlineData(GraphOp.Sqrt)]
    [InlineData(GraphOp.Log)]
    [InlineData(GraphOp.Sin)]
    [InlineData(GraphOp.Cos)]
    public void Function_of_each_element(GraphOp op)
    {
        float[] x = Array.ConvertAll(TestData.Floats(Columns * Rows, 1), v => Math.Abs(v) + 0.1f);
        OpRun run = new();
        float[] actual = run.Floats(run.Node(op, Shape, default, run.F32(x, Columns, Rows)));
        Func<double, double> function = op switch
        {
            GraphOp.Sqr => v => v * v,
            GraphOp.Sqrt => Math.Sqrt,
            GraphOp.Log => Math.Log,
            GraphOp.Sin => Math.Sin,
            _ => Math.Cos,
        };
        Near.Equal([.. x.Select(v => function(v))], actual, 3e-7, floor: 0.1);
    }

    [Fact]
    public void L2_norm_divides_by_the_length_but_no_less_than_epsilon()
    {
        float[] x = TestData.Floats(Columns * 2, 2);
        Array.Clear(x, Columns, Columns);
        x[Columns] = 1e-4f;
        OpRun run = new();
        OpParameters epsilon = OpParameters.Floats(1e-3f);
        float[] actual = run.Floats(
            run.Node(GraphOp.L2Norm, Extents.Shape(Columns, 2), epsilon, run.F32(x, Columns, 2))
        );
        double length = Math.Sqrt(x.Take(Columns).Sum(v => (double)v * v));
        double[] expected = [.. x.Select((v, i) => i < Columns ? v / length : v / 1e-3)];
        Near.Equal(expected, actual, 1e-6);
    }

    [Fact]
    public void Sum_is_one_number()
    {
        float[] x = TestData.Floats(Columns * Rows, 3);
        OpRun run = new();
        float[] actual = run.Floats(run.Node(GraphOp.Sum, Extents.Shape(1), default, run.F32(x, Columns, Rows)));
        Near.Equal([x.Sum(v => (double)v)], actual, 1e-6, floor: 20);
    }

    [Fact]
    public void Mean_is_the_sum_over_the_count()
    {
        float[] x = TestData.Floats(Columns * Rows, 4);
        OpRun run = new();
        float[] actual = run.Floats(run.Node(GraphOp.Mean, Extents.Shape(1, Rows), default, run.F32(x, Columns, Rows)));
        double[] expected =
        [
            .. Enumerable.Range(0, Rows).Select(r => x.Skip(r * Columns).Take(Columns).Average(v => (double)v)),
        ];
        Near.Equal(expected, actual, 1e-6, floor: 0.5);
    }

    [Fact]
    public void Sink_joins_the_denominator_of_its_head()
    {
        const int heads = 3;
        float[] x = TestData.Floats(Columns * Rows * heads, 5, 3);
        float[] sinks = [-1, 0.5f, 9];
        OpRun run = new();
        Extents shape = Extents.Shape(Columns, Rows, heads);
        float[] actual = run.Floats(
            run.Node(
                GraphOp.SoftMax,
                shape,
                OpParameters.Floats(1, 0),
                run.F32(x, Columns, Rows, heads),
                null,
                run.F32(sinks, heads)
            )
        );
        double[] expected = new double[x.Length];
        for (int row = 0; row < Rows * heads; row++)
        {
            double sum = Math.Exp(sinks[row / Rows]) + x.Skip(row * Columns).Take(Columns).Sum(v => Math.Exp(v));
            for (int i = 0; i < Columns; i++)
            {
                expected[row * Columns + i] = Math.Exp(x[row * Columns + i]) / sum;
            }
        }

        Near.Equal(expected, actual, 2e-6, floor: 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Halves_of_a_row_are_gate_and_up(bool swapped)
    {
        float[] x = TestData.Floats(2 * Columns * Rows, 6);
        OpRun run = new();
        OpParameters parameters = OpParameters.Integers((int)GluOp.ReGlu, swapped ? 1 : 0);
        float[] actual = run.Floats(run.Node(GraphOp.Glu, Shape, parameters, run.F32(x, 2 * Columns, Rows)));
        for (int i = 0; i < actual.Length; i++)
        {
            float first = x[i / Columns * 2 * Columns + i % Columns];
            float second = x[i / Columns * 2 * Columns + Columns + i % Columns];
            Assert.Equal(swapped ? Math.Max(0, second) * first : Math.Max(0, first) * second, actual[i]);
        }
    }

    [Fact]
    public void Gate_of_gpt_oss_is_limited()
    {
        const float alpha = 1.702f;
        const float limit = 3;
        float[] gate = TestData.Floats(Columns * Rows, 7, 6);
        float[] up = TestData.Floats(Columns * Rows, 8, 6);
        OpParameters parameters = OpParameters.Integers((int)GluOp.SwiGluOai);
        parameters.SetFloat(2, alpha);
        parameters.SetFloat(3, limit);
        OpRun run = new();
        float[] actual = run.Floats(
            run.Node(GraphOp.Glu, Shape, parameters, run.F32(gate, Columns, Rows), run.F32(up, Columns, Rows))
        );
        double[] expected = new double[actual.Length];
        for (int i = 0; i < expected.Length; i++)
        {
            double x = Math.Min(gate[i], limit);
            expected[i] = x / (1 + Math.Exp(-alpha * x)) * (Math.Clamp(up[i], -limit, limit) + 1);
        }

        Near.Equal(expected, actual, 2e-6, floor: 1e-3);
    }

    [Fact]
    public void Unknown_function_is_unsupported_with_a_reason()
    {
        OpRun run = new();
        GraphTensor x = run.F32(new float[8], 8);
        using CpuDevice device = new(1);
        GraphTensor unary = run.Node(GraphOp.Unary, Extents.Shape(8), OpParameters.Integers(99), x);
        GraphTensor glu = run.Node(GraphOp.Glu, Extents.Shape(8), OpParameters.Integers(99), x, x);
        Assert.Contains("no function 99", device.WhyUnsupported(unary), StringComparison.Ordinal);
        Assert.Contains("no function 99", device.WhyUnsupported(glu), StringComparison.Ordinal);
    }
}
