// Checks how activation rows are quantized.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests.MatMul;

public sealed unsafe class ActivationQuantizerTests
{
    private const int Elements = 96;

    [Fact]
    public void Multiples_of_the_plain_step_are_exact()
    {
        float[] values = [.. Enumerable.Range(0, Elements).Select(i => 0.5f * ((i * 37 % 255) - 127))];
        for (int group = 0; group < Elements; group += 32)
        {
            values[group] = 63.5f;
        }

        using GuardedBuffer row = Quantize(values);
        float[] restored = Restore(row);
        for (int i = 0; i < Elements; i++)
        {
            Assert.Equal(values[i], restored[i], 1e-5f * 63.5f);
        }
    }

    [Fact]
    public void The_error_is_never_above_the_plain_steps_and_well_below_on_the_whole()
    {
        double ours = 0;
        double plain = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            float[] values = ProductRun.Activations(1, Elements, seed)[0];
            using GuardedBuffer row = Quantize(values);
            float[] restored = Restore(row);
            for (int group = 0; group < Elements; group += 32)
            {
                double step = values.Skip(group).Take(32).Max(Math.Abs) / 127.0;
                double error = 0;
                double plainError = 0;
                for (int i = group; i < group + 32; i++)
                {
                    error += Math.Pow(values[i] - restored[i], 2);
                    plainError += Math.Pow(values[i] - (step * Math.Round(values[i] / step)), 2);
                }

                Assert.True(error <= plainError * 1.0001, $"group {group} of seed {seed}: {error} above {plainError}");
                ours += error;
                plain += plainError;
            }
        }

        Assert.True(Math.Sqrt(ours / plain) < 0.93, $"the error is {Math.Sqrt(ours / plain):F3} of the plain step's");
    }

    [Fact]
    public void Sums_words_and_zero_points_follow_from_the_quants()
    {
        float[] values = ProductRun.Activations(1, Elements, seed: 12)[0];
        ActivationLayout layout = Layout;
        using GuardedBuffer row = Quantize(values);
        int[] quants = [.. row.Values<sbyte>()[..Elements].ToArray().Select(quant => (int)quant)];
        int[] sums = [.. quants.Chunk(16).Select(group => group.Sum())];
        float[] scales = Scales(row);
        Assert.Equal(
            sums.Select((sum, group) => scales[group / 2] * sum),
            new ReadOnlySpan<float>(row.Pointer + layout.SumOffset, sums.Length).ToArray()
        );
        Assert.Equal(
            sums.Select(sum => -32 * sum),
            new ReadOnlySpan<int>(row.Pointer + layout.ZeroOffset, sums.Length).ToArray()
        );
        Assert.Equal(
            quants.Select(quant => (short)quant),
            new ReadOnlySpan<short>(row.Pointer + layout.WordOffset, quants.Length).ToArray()
        );
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-44f)]
    [InlineData(1e-37f)]
    public void Values_too_small_to_scale_become_zero(float value)
    {
        float[] values = new float[Elements];
        Array.Fill(values, value);
        using GuardedBuffer row = Quantize(values);
        Assert.All(row.Values<sbyte>()[..Elements].ToArray(), quant => Assert.Equal(0, quant));
        Assert.All(Scales(row), scale => Assert.Equal(0, scale));
    }

    [Theory]
    [InlineData(4e-37f)]
    [InlineData(float.MaxValue)]
    public void The_smallest_and_the_largest_values_keep_their_scale(float value)
    {
        float[] values = new float[Elements];
        Array.Fill(values, -value);
        using GuardedBuffer row = Quantize(values);
        Assert.All(row.Values<sbyte>()[..Elements].ToArray(), quant => Assert.Equal(-127, quant));
        Assert.All(Scales(row), scale => Assert.Equal(1, scale / (value / 127), 1e-6f));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Values_that_are_no_numbers_show_in_the_scale_of_their_group_alone(float value)
    {
        for (int place = 32; place < 64; place++)
        {
            float[] values = ProductRun.Activations(1, Elements, seed: 13)[0];
            values[place] = value;
            using GuardedBuffer row = Quantize(values);
            float[] scales = Scales(row);
            Assert.True(float.IsFinite(scales[0]) && !float.IsFinite(scales[1]) && float.IsFinite(scales[2]));
        }
    }

    private static ActivationLayout Layout =>
        new(Elements, groupElements: 16, hasMinimum: true, zeroPoint: 32, hasWords: true);

    private static GuardedBuffer Quantize(float[] values)
    {
        using GuardedBuffer source = GuardedBuffer.EndingAtGuard<float>(values);
        GuardedBuffer row = GuardedBuffer.EndingAtGuard(Layout.RowBytes);
        ActivationQuantizer.Quantize(Layout, (float*)source.Pointer, row.Pointer);
        return row;
    }

    private static float[] Restore(GuardedBuffer row)
    {
        float[] scales = Scales(row);
        sbyte[] quants = row.Values<sbyte>()[..Elements].ToArray();
        return [.. quants.Select((quant, i) => scales[i / 32] * quant)];
    }

    private static float[] Scales(GuardedBuffer row) =>
        new ReadOnlySpan<float>(row.Pointer + Layout.ScaleOffset, Elements / 32).ToArray();
}
