// What becomes of plain, extreme and impossible values.
namespace Caravan.Tensors.Tests.Quantizers;

public sealed class QuantizerValueTests
{
    private const int Columns = 512;

    // Of a constant: half of a half's last place for the factor, and as much for the minimum.
    private const double ConstantTolerance = 1.0 / 1024;

    public static TheoryData<TensorType> Quantized => QuantizerTypes.Quantized;

    public static TheoryData<TensorType> All => QuantizerTypes.All;

    [Theory]
    [MemberData(nameof(All))]
    public void A_row_of_zeros_stays_exactly_zero(TensorType type)
    {
        float[] row = new float[Columns];

        Assert.All(QuantizerTypes.RoundTrip(type, row), value => Assert.Equal(0f, value));
        Assert.All(QuantizerTypes.RoundTripWeights(type, row), value => Assert.Equal(0f, value));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Constants_come_back_within_the_rounding_of_the_scale(TensorType type)
    {
        // Far smaller ones would meet subnormal factors, which have fewer bits.
        foreach (float constant in (float[])[0.3f, -0.3f, 1000, -2])
        {
            float[] row = new float[Columns];
            Array.Fill(row, constant);

            foreach (float[] values in (float[][])[Cache(type, row), QuantizerTypes.RoundTripWeights(type, row)])
            {
                double tolerance = type == TensorType.BF16 ? 1.0 / 256 : ConstantTolerance;
                float largest = values.Max(value => MathF.Abs(value - constant));
                Assert.True(largest <= tolerance * MathF.Abs(constant), $"{constant} is off by {largest}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Values_stay_within_the_row_s_range_and_a_step(TensorType type)
    {
        float[] row = QuantizerTypes.NormalRow(Columns);
        float largest = row.Max(MathF.Abs);

        Assert.All(
            QuantizerTypes.RoundTripWeights(type, row),
            value => Assert.InRange(MathF.Abs(value), 0, 1.25f * largest)
        );
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Huge_values_are_clamped_to_what_a_block_can_hold(TensorType type)
    {
        float[] row = QuantizerTypes.NormalRow(Columns);
        row[5] = 1e38f;
        row[300] = -1e38f;

        foreach (float[] values in (float[][])[Cache(type, row), QuantizerTypes.RoundTripWeights(type, row)])
        {
            Assert.All(values, value => Assert.True(float.IsFinite(value)));
            Assert.InRange(values[5], 60000, 1.01e38f);
            Assert.InRange(values[300], -1.01e38f, -60000);
        }
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Values_below_the_reach_of_the_scale_become_small_or_zero(TensorType type)
    {
        foreach (float tiny in (float[])[1e-30f, 1e-40f, float.Epsilon, 1e-20f])
        {
            float[] row = new float[Columns];
            for (int i = 0; i < Columns; i++)
            {
                row[i] = i % 3 == 0 ? -tiny : tiny;
            }

            foreach (float[] values in (float[][])[Cache(type, row), QuantizerTypes.RoundTripWeights(type, row)])
            {
                Assert.All(values, value => Assert.InRange(MathF.Abs(value), 0, 1.01f * tiny));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Values_near_the_smallest_scale_are_off_by_less_than_it(TensorType type)
    {
        // The smallest half is 2^-24; blocks whose scale is rounded to it lose up to half a step a quant.
        float[] row = QuantizerTypes.NormalRow(Columns);
        for (int i = 0; i < Columns; i++)
        {
            row[i] *= 1e-7f;
        }

        float[] values = QuantizerTypes.RoundTripWeights(type, row);

        Assert.True(QuantizerTypes.SquaredError(values, row) <= QuantizerTypes.SquaredError(new float[Columns], row));
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void In_a_cache_row_NaN_reads_as_zero(TensorType type)
    {
        float[] row = QuantizerTypes.NormalRow(Columns);
        row[7] = 0;
        byte[] expected = QuantizerTypes.QuantizeRow(type, row);
        row[7] = float.NaN;

        Assert.Equal(expected, QuantizerTypes.QuantizeRow(type, row));
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void In_a_cache_row_infinities_are_clamped(TensorType type)
    {
        float[] row = QuantizerTypes.NormalRow(Columns);
        row[0] = float.PositiveInfinity;
        row[511] = float.NegativeInfinity;

        float[] values = QuantizerTypes.RoundTrip(type, row);

        Assert.All(values, value => Assert.True(float.IsFinite(value)));
        Assert.True(values[0] > 60000);
        Assert.True(values[511] < -60000);
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Plain_cache_rows_keep_infinities_and_NaN(TensorType type)
    {
        float[] row = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1];

        Assert.Equal(row, QuantizerTypes.RoundTrip(type, row));
    }

    private static float[] Cache(TensorType type, float[] row) => QuantizerTypes.RoundTrip(type, row);
}
