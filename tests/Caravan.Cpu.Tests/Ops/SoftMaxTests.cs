// SOFT_MAX against its definition in double precision.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class SoftMaxTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 2)]
    [InlineData(33, 5, 4)]
    [InlineData(1000, 20, 3)]
    public void Row_is_exponentials_over_their_sum(int columns, int rows, int heads)
    {
        float[] x = TestData.Floats((long)columns * rows * heads, 1, 9);
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.SoftMax(run.F32(x, columns, rows, heads), scale: 0.7f));
        Near.Equal(Expected(x, columns, i => x[i] * 0.7f), actual, 2e-6, floor: 1e-4);
    }

    [Theory]
    [InlineData(false, 0f)]
    [InlineData(true, 0f)]
    [InlineData(false, 8f)]
    [InlineData(true, 8f)]
    public void Mask_repeats_over_heads_with_slopes(bool half, float maxBias)
    {
        const int columns = 41;
        const int rows = 6;
        const int heads = 6;
        float[] x = TestData.Floats(columns * rows * heads, 2, 3);
        float[] mask = Array.ConvertAll(TestData.Floats(columns * rows, 3, 2), v => (float)(Half)v);
        mask[5] = mask[77] = float.NegativeInfinity;
        OpRun run = new();
        GraphTensor a = run.F32(x, columns, rows, heads);
        GraphTensor m = half ? run.F16(mask, columns, rows) : run.F32(mask, columns, rows);
        float[] actual = run.Floats(run.Builder.SoftMax(a, m, 0.5f, maxBias));
        double[] expected = Expected(
            x,
            columns,
            i => x[i] * 0.5 + Slope(maxBias, i / columns / rows, heads) * mask[i % (columns * rows)]
        );
        Near.Equal(expected, actual, 2e-6, floor: 1e-3);
    }

    [Fact]
    public void Masked_positions_behind_a_row_do_not_change_its_bits()
    {
        float[] x = TestData.Floats(70, 4);
        OpRun few = new();
        OpRun many = new();
        float[] padded = [.. x, .. Enumerable.Repeat(float.NegativeInfinity, 186)];
        float[] expected = few.Floats(few.Builder.SoftMax(few.F32(x, 70)));
        float[] actual = many.Floats(many.Builder.SoftMax(many.F32(padded, 256)));
        Assert.Equal(expected, actual[..70]);
        Assert.All(actual[70..], v => Assert.Equal(0, v));
    }

    // Slopes of ALiBi (arXiv 2108.12409) as ggml extends them to head counts that are no power of two.
    private static double Slope(double maxBias, int head, int heads)
    {
        if (maxBias == 0)
        {
            return 1;
        }

        int power = 1 << (int)Math.Floor(Math.Log2(heads));
        double m0 = Math.Pow(2, -maxBias / power);
        double m1 = Math.Pow(2, -maxBias / 2 / power);
        return head < power ? Math.Pow(m0, head + 1) : Math.Pow(m1, 2 * (head - power) + 1);
    }

    private static double[] Expected(float[] x, int columns, Func<int, double> value)
    {
        double[] expected = [.. Enumerable.Range(0, x.Length).Select(value)];
        for (int row = 0; row < x.Length; row += columns)
        {
            Span<double> part = expected.AsSpan(row, columns);
            double sum = 0;
            foreach (ref double v in part)
            {
                v = Math.Exp(v);
                sum += v;
            }

            foreach (ref double v in part)
            {
                v /= sum;
            }
        }

        return expected;
    }
}
