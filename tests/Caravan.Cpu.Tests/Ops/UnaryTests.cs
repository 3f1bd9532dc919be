// The element-wise functions against their definitions in double precision.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class UnaryTests
{
    // Some units in the last place (6e-8 each).
    private const double Tolerance = 6e-7;

    public static TheoryData<UnaryOp> Functions =>
        [.. Enum.GetValues<UnaryOp>().Where(function => function != UnaryOp.Xielu)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_follows_its_definition(UnaryOp function)
    {
        float[] x = [.. TestData.Floats(33 * 701, 1, 12), 0f, -0f, 88f, -88f, 30f, -30f, 1e-6f, -1e-6f, 1e-20f];
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.Unary(run.F32(x, x.Length), function));
        Near.Equal([.. x.Select(v => Definition(function, v))], actual, ToleranceOf(function), FloorOf(function));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    [InlineData(8193)]
    public void Tail_of_a_row_is_like_its_middle(int columns)
    {
        float[] x = TestData.Floats(columns * 5L, 2, 4);
        OpRun rows = new();
        float[] byRows = rows.Floats(rows.Builder.Unary(rows.F32(x, columns, 5), UnaryOp.Silu));
        OpRun flat = new();
        float[] asOne = flat.Floats(flat.Builder.Unary(flat.F32(x, columns * 5L), UnaryOp.Silu));
        Assert.Equal(asOne, byRows);
    }

    [Fact]
    public void Strided_source_gives_the_same_as_a_dense_one()
    {
        float[] x = TestData.Floats(19 * 23, 3);
        OpRun run = new();
        GraphTensor transposed = run.Builder.Transpose(run.F32(x, 19, 23));
        float[] actual = run.Floats(run.Builder.Unary(transposed, UnaryOp.Relu));
        float[] expected = new float[19 * 23];
        for (int i = 0; i < 23; i++)
        {
            for (int j = 0; j < 19; j++)
            {
                expected[j * 23 + i] = Math.Max(0, x[i * 19 + j]);
            }
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Scale_has_a_bias()
    {
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.Scale(run.F32([1, 2, 3], 3), 2, 0.5f));
        Assert.Equal([2.5f, 4.5f, 6.5f], actual);
    }

    [Fact]
    public void Clamp_limits_both_sides()
    {
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.Clamp(run.F32([-9, -1, 0.5f, 9], 4), -1, 2));
        Assert.Equal([-1, -1, 0.5f, 2], actual);
    }

    [Fact]
    public void Exponential_keeps_infinities_and_NaN()
    {
        float[] x = [float.NegativeInfinity, float.PositiveInfinity, float.NaN, 89f, -104.5f, -103f, 88.7f];
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.Unary(run.F32(x, x.Length), UnaryOp.Exp));
        Assert.Equal(0, actual[0]);
        Assert.Equal(float.PositiveInfinity, actual[1]);
        Assert.True(float.IsNaN(actual[2]));
        Assert.Equal(float.PositiveInfinity, actual[3]);
        Assert.Equal(0, actual[4]);
        Assert.Equal(MathF.Exp(-103f), actual[5]);
        Near.Equal([Math.Exp(88.7f)], [actual[6]], Tolerance);
    }

    [Fact]
    public void Xielu_has_two_sides()
    {
        float[] x = TestData.Floats(533, 4, 6);
        OpParameters parameters = OpParameters.Floats(0, 0.8f, 0.7f, 0.5f, -1e-6f);
        parameters[0] = (int)UnaryOp.Xielu;
        OpRun run = new();
        float[] actual = run.Floats(run.Node(GraphOp.Unary, Extents.Shape(x.Length), parameters, run.F32(x, x.Length)));
        double[] expected =
        [
            .. x.Select(v =>
                v > 0 ? 0.7f * (double)v * v + 0.5 * v : (Math.Exp(Math.Min(v, -1e-6f)) - 1 - v) * 0.8f + 0.5 * v
            ),
        ];
        Near.Equal(expected, actual, Tolerance, floor: 1);
    }

    // The exponentials inside take arguments up to about 20, the result of up to three roundings in single precision: each
    // such rounding (6e-8) comes out multiplied by the argument.
    private static double ToleranceOf(UnaryOp function) =>
        function is UnaryOp.Gelu or UnaryOp.GeluQuick ? 3 * 20 * 6e-8 : Tolerance;

    // Where a function crosses zero by a difference its error is relative to the terms.
    private static double FloorOf(UnaryOp function) =>
        function switch
        {
            UnaryOp.GeluErf or UnaryOp.SoftPlus => 0.5,
            _ => 1e-6,
        };

    private static double Definition(UnaryOp function, double x) =>
        function switch
        {
            UnaryOp.Abs => Math.Abs(x),
            UnaryOp.Sgn => Math.Sign(x),
            UnaryOp.Neg => -x,
            UnaryOp.Step => x > 0 ? 1 : 0,
            UnaryOp.Tanh => Math.Tanh(x),
            UnaryOp.Elu => x > 0 ? x : Math.Exp(x) - 1,
            UnaryOp.Relu => Math.Max(0, x),
            UnaryOp.Sigmoid => 1 / (1 + Math.Exp(-x)),
            UnaryOp.Gelu => x / (1 + Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
            UnaryOp.GeluErf => x / 2 * (1 + ErrorFunction.Erf(x / Math.Sqrt(2))),
            UnaryOp.GeluQuick => x / (1 + Math.Exp(-1.702 * x)),
            UnaryOp.Silu => x / (1 + Math.Exp(-x)),
            UnaryOp.HardSwish => x * Math.Clamp((x + 3) / 6, 0, 1),
            UnaryOp.HardSigmoid => Math.Clamp((x + 3) / 6, 0, 1),
            UnaryOp.Exp => Math.Exp(x),
            UnaryOp.SoftPlus => x > 20 ? x : Math.Log(1 + Math.Exp(x)),
            UnaryOp.ExpM1 => Math.Exp(x) - 1,
            UnaryOp.Floor => Math.Floor(x),
            UnaryOp.Ceil => Math.Ceiling(x),
            UnaryOp.Round => Math.Round(x, MidpointRounding.AwayFromZero),
            UnaryOp.Trunc => Math.Truncate(x),
            UnaryOp.SqrtSoftPlus => Math.Sqrt(x > 20 ? x : Math.Log(1 + Math.Exp(x))),
            _ => throw new ArgumentOutOfRangeException(nameof(function)),
        };
}
