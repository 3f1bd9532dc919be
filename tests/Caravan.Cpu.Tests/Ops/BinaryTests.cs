// ADD, SUB, MUL and DIV with every kind of repetition.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class BinaryTests
{
    [Theory]
    [InlineData(33, 5, 3, 2, 33, 5, 3, 2)]
    [InlineData(33, 5, 3, 2, 33, 1, 1, 1)]
    [InlineData(33, 5, 3, 2, 1, 5, 1, 2)]
    [InlineData(33, 5, 3, 2, 11, 5, 3, 1)]
    [InlineData(7, 1, 1, 1, 1, 1, 1, 1)]
    [InlineData(1024, 40, 1, 1, 1024, 1, 1, 1)]
    [InlineData(20000, 3, 1, 1, 1, 1, 1, 1)]
    public void Second_operand_is_repeated(int a0, int a1, int a2, int a3, int b0, int b1, int b2, int b3)
    {
        float[] x = TestData.Floats((long)a0 * a1 * a2 * a3, 1);
        float[] y = TestData.Floats((long)b0 * b1 * b2 * b3, 2);
        OpRun run = new();
        GraphTensor a = run.F32(x, a0, a1, a2, a3);
        GraphTensor b = run.F32(y, b0, b1, b2, b3);
        float[] actual = run.Floats(run.Builder.Sub(run.Builder.Mul(a, b), b));
        float[] expected = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int i0 = i % a0 % b0;
            int i1 = i / a0 % a1 % b1;
            int i2 = i / a0 / a1 % a2 % b2;
            int i3 = i / a0 / a1 / a2 % b3;
            float other = y[i0 + b0 * (i1 + b1 * (i2 + b2 * i3))];
            expected[i] = x[i] * other - other;
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Permuted_operands_are_read_by_their_strides()
    {
        float[] x = TestData.Floats(6 * 10 * 4, 3);
        float[] y = TestData.Floats(10 * 6 * 4, 4);
        OpRun run = new();
        GraphTensor a = run.Builder.Permute(run.F32(x, 6, 10, 4), 1, 0, 2, 3);
        GraphTensor b = run.F32(y, 10, 6, 4);
        float[] actual = run.Floats(run.Builder.Div(a, b));
        for (int i = 0; i < actual.Length; i++)
        {
            float left = x[i / 10 % 6 + 6 * (i % 10) + 60 * (i / 60)];
            Assert.Equal(left / y[i], actual[i]);
        }
    }

    [Fact]
    public void Expert_bias_is_added_by_id()
    {
        float[] x = TestData.Floats(5 * 2 * 3, 5);
        float[] bias = TestData.Floats(5 * 4, 6);
        int[] ids = [3, 0, 1, 1, 2, 3];
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.AddId(run.F32(x, 5, 2, 3), run.F32(bias, 5, 4), run.I32(ids, 2, 3)));
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(x[i] + bias[ids[i / 5] * 5 + i % 5], actual[i]);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    public void Expert_id_that_does_not_exist_is_refused(int id)
    {
        OpRun run = new();
        GraphTensor sum = run.Builder.AddId(run.F32(new float[5], 5), run.F32(new float[20], 5, 4), run.I32([id], 1));
        DeviceException exception = Assert.Throws<DeviceException>(() => run.Floats(sum));
        Assert.Contains($"id {id}", exception.Message, StringComparison.Ordinal);
    }
}
