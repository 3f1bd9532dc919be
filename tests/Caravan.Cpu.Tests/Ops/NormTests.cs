// Norms and sums against their definitions in double precision.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class NormTests
{
    private const float Epsilon = 1e-5f;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(33, 2)]
    [InlineData(4096, 5)]
    [InlineData(5000, 1)]
    public void Rms_norm_divides_by_the_root_mean_square(int columns, int rows)
    {
        float[] x = TestData.Floats((long)columns * rows, 1, 3);
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.RmsNorm(run.F32(x, columns, rows), Epsilon));
        Near.Equal(RmsNorm(x, columns), actual, 1e-6);
    }

    [Fact]
    public void Fused_weight_gives_the_bits_of_two_ops()
    {
        const int columns = 1033;
        float[] x = TestData.Floats(columns * 9L, 2);
        float[] w = TestData.Floats(columns, 3);
        OpRun run = new();
        GraphTensor weight = run.Builder.Weight("w", Tensors.TensorType.F32, new(columns));
        GraphTensor norm = run.Builder.RmsNorm(run.F32(x, columns, 9), Epsilon);
        GraphTensor product = run.Builder.Mul(norm, weight);
        float[] fused = new NormFusion(run, weight, w, x).Run(product, expectedSteps: 1);
        OpRun apart = new();
        float[] separate = apart.Floats(
            apart.Builder.Mul(apart.Builder.RmsNorm(apart.F32(x, columns, 9), Epsilon), apart.F32(w, columns))
        );
        Assert.Equal(separate, fused);
    }

    [Fact]
    public void Layer_norm_takes_off_the_mean()
    {
        const int columns = 301;
        float[] x = TestData.Floats(columns * 4L, 4, 3);
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.Norm(run.F32(x, columns, 4), Epsilon));
        double[] expected = new double[x.Length];
        for (int row = 0; row < 4; row++)
        {
            double[] values = [.. x.Skip(row * columns).Take(columns).Select(v => (double)v)];
            double mean = values.Average();
            double variance = values.Average(v => (v - mean) * (v - mean));
            for (int i = 0; i < columns; i++)
            {
                expected[row * columns + i] = (values[i] - mean) / Math.Sqrt(variance + Epsilon);
            }
        }

        Near.Equal(expected, actual, 1e-5);
    }

    [Fact]
    public void Sum_of_a_row_is_near_the_exact_sum()
    {
        float[] x = TestData.Floats(4099 * 3, 5);
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.SumRows(run.F32(x, 4099, 3)));
        double[] expected = [.. Enumerable.Range(0, 3).Select(r => x.Skip(r * 4099).Take(4099).Sum(v => (double)v))];
        Near.Equal(expected, actual, 1e-6, floor: 50);
    }

    [Fact]
    public void Sum_does_not_change_when_zeros_follow()
    {
        float[] x = TestData.Floats(100, 6);
        OpRun few = new();
        OpRun many = new();
        float[] padded = [.. x, .. new float[156]];
        Assert.Equal(
            few.Floats(few.Builder.SumRows(few.F32(x, 100))),
            many.Floats(many.Builder.SumRows(many.F32(padded, 256)))
        );
    }

    internal static double[] RmsNorm(float[] x, int columns)
    {
        double[] expected = new double[x.Length];
        for (int row = 0; row < x.Length / columns; row++)
        {
            double squares = x.Skip(row * columns).Take(columns).Sum(v => (double)v * v);
            for (int i = 0; i < columns; i++)
            {
                expected[row * columns + i] = x[row * columns + i] / Math.Sqrt(squares / columns + Epsilon);
            }
        }

        return expected;
    }
}
