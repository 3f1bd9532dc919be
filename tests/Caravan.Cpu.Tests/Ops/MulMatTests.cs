// Matrix products as a step: shapes, strides, repetition, grouping by expert. The kernels have tests of their own.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class MulMatTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(64, 96, 1, 1, 1, 1, 1)]
    [InlineData(64, 96, 1, 1, 33, 1, 1)]
    [InlineData(7, 5, 2, 1, 3, 4, 2)]
    [InlineData(128, 40, 2, 2, 9, 6, 2)]
    [InlineData(512, 700, 1, 1, 70, 1, 1)]
    public void Weight_is_repeated_over_outer_dimensions(int k, int n, int w2, int w3, int m, int a2, int a3)
    {
        float[] weight = TestData.Floats((long)k * n * w2 * w3, 1);
        float[] x = TestData.Floats((long)k * m * a2 * a3, 2);
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.MulMat(run.F32(weight, k, n, w2, w3), run.F32(x, k, m, a2, a3)));
        double[] expected = new double[(long)n * m * a2 * a3];
        for (int i = 0; i < expected.Length; i++)
        {
            int row = i % n;
            int column = i / n % m;
            int i2 = i / n / m % a2;
            int i3 = i / n / m / a2;
            int matrix = i2 / (a2 / w2) + w2 * (i3 / (a3 / w3));
            expected[i] = Dot(weight, (matrix * n + row) * k, 1, x, (column + m * (i2 + a2 * i3)) * k, 1, k);
        }

        Near.Equal(expected, actual, Tolerance, floor: Math.Sqrt(k));
    }

    [Fact]
    public void Cache_view_with_a_gap_between_rows_is_a_weight()
    {
        // K cache of one layer: [d * heads, positions], seen as [d, positions, heads].
        const int d = 32;
        const int heads = 2;
        const int positions = 48;
        float[] cache = TestData.Floats(d * heads * positions, 3);
        float[] q = TestData.Floats(d * 5 * 4, 4);
        OpRun run = new();
        GraphTensor keys = run.Builder.View(
            run.F16(cache, d * heads, positions),
            Extents.Shape(d, positions, heads),
            nb1: d * heads * 2,
            nb2: d * 2
        );
        float[] actual = run.Floats(run.Builder.MulMat(keys, run.F32(q, d, 5, 4)));
        float[] rounded = Array.ConvertAll(cache, v => (float)(Half)v);
        double[] expected = new double[positions * 5 * 4];
        for (int i = 0; i < expected.Length; i++)
        {
            int position = i % positions;
            int column = i / positions;
            int head = column / 5 / 2;
            expected[i] = Dot(rounded, position * d * heads + head * d, 1, q, column * d, 1, d);
        }

        Near.Equal(expected, actual, 2e-3, floor: 4);
    }

    [Fact]
    public void Permuted_activations_are_read_by_their_strides()
    {
        const int k = 64;
        float[] weight = TestData.Floats(k * 48, 5);
        float[] x = TestData.Floats(k * 20, 6);
        OpRun run = new();
        GraphTensor transposed = run.Builder.Transpose(run.F32(x, 20, k));
        float[] actual = run.Floats(run.Builder.MulMat(run.F32(weight, k, 48), transposed));
        double[] expected = new double[48 * 20];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = Dot(weight, i % 48 * k, 1, x, i / 48, 20, k);
        }

        Near.Equal(expected, actual, Tolerance, floor: 8);
    }

    [Fact]
    public void Results_do_not_depend_on_how_a_prompt_is_cut()
    {
        const int k = 256;
        const int n = 80;
        const int tokens = 45;
        float[] weight = TestData.Floats(k * n, 7);
        float[] x = TestData.Floats(k * tokens, 8);
        OpRun whole = new();
        float[] together = whole.Floats(whole.Builder.MulMat(whole.F32(weight, k, n), whole.F32(x, k, tokens)));
        foreach (int token in new[] { 0, 13, 44 })
        {
            OpRun single = new();
            float[] row = x[(token * k)..((token + 1) * k)];
            float[] alone = single.Floats(single.Builder.MulMat(single.F32(weight, k, n), single.F32(row, k)));
            Assert.Equal(together[(token * n)..((token + 1) * n)], alone);
        }
    }

    [Theory]
    [InlineData(1, 8, 2, 1)]
    [InlineData(1, 8, 2, 2)]
    [InlineData(40, 8, 2, 1)]
    [InlineData(40, 5, 4, 4)]
    public void Each_token_is_multiplied_by_the_experts_it_chose(int tokens, int experts, int used, int rowsPerToken)
    {
        const int k = 64;
        const int n = 50;
        float[] weight = TestData.Floats(k * n * experts, 9);
        float[] x = TestData.Floats(k * rowsPerToken * tokens, 10);
        int[] ids = TestData.Integers(used * tokens, 11, experts);
        OpRun run = new();
        float[] actual = run.Floats(
            run.Builder.MulMatId(
                run.F32(weight, k, n, experts),
                run.F32(x, k, rowsPerToken, tokens),
                run.I32(ids, used, tokens)
            )
        );
        double[] expected = new double[n * used * tokens];
        for (int i = 0; i < expected.Length; i++)
        {
            int slot = i / n % used;
            int token = i / n / used;
            int row = slot % rowsPerToken + rowsPerToken * token;
            expected[i] = Dot(weight, (ids[slot + used * token] * n + i % n) * k, 1, x, row * k, 1, k);
        }

        Near.Equal(expected, actual, Tolerance, floor: 8);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Expert_that_does_not_exist_is_refused(int id)
    {
        OpRun run = new();
        GraphTensor product = run.Builder.MulMatId(
            run.F32(new float[32 * 8 * 4], 32, 8, 4),
            run.F32(new float[32 * 2], 32, 1, 2),
            run.I32([0, id], 1, 2)
        );
        DeviceException exception = Assert.Throws<DeviceException>(() => run.Floats(product));
        Assert.Contains($"id {id} of slot 0, token 1 is outside 0..3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weight_with_strided_rows_is_unsupported_with_a_reason()
    {
        OpRun run = new();
        GraphTensor weight = run.Builder.Transpose(run.F32(new float[64], 8, 8));
        GraphTensor product = run.Builder.MulMat(weight, run.F32(new float[8], 8));
        using CpuDevice device = new(1);
        Assert.Contains("must be dense", device.WhyUnsupported(product), StringComparison.Ordinal);
    }

    private static double Dot(float[] a, int aStart, int aStep, float[] b, int bStart, int bStep, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += (double)a[aStart + i * aStep] * b[bStart + i * bStep];
        }

        return sum;
    }
}
