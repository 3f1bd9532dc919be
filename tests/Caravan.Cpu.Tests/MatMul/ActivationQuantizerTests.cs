// Checks how activation rows are quantized.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests.MatMul;

public sealed unsafe class ActivationQuantizerTests
{
    private const int Elements = 96;

    [Fact]
    public void Quants_are_the_nearest_with_ties_to_even()
    {
        float[] values = ProductRun.Activations(1, Elements, seed: 11)[0];
        // A largest value of 127 makes the scale 1, so that these are ties.
        float[] ties = [127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 126.5f, -126.5f];
        ties.CopyTo(values, 32);
        values.AsSpan(32 + ties.Length, 32 - ties.Length).Clear();
        (int[] expected, float[] scales) = QuantReference.Quantize(values);
        using GuardedBuffer row = Quantize(values);
        Assert.Equal(expected, row.Values<sbyte>()[..Elements].ToArray().Select(quant => (int)quant));
        Assert.Equal(scales, Scales(row));
        Assert.Equal(
            [127, 0, 2, 2, 0, -2, -2, 126, -126],
            row.Values<sbyte>().Slice(32, ties.Length).ToArray().Select(quant => (int)quant)
        );
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
        Assert.All(Scales(row), scale => Assert.Equal(value / 127, scale));
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

    private static float[] Scales(GuardedBuffer row) =>
        new ReadOnlySpan<float>(row.Pointer + Layout.ScaleOffset, Elements / 32).ToArray();
}
