// What the quantizer refuses, weighs and allocates.
namespace Caravan.Tensors.Tests.Quantizers;

public sealed class QuantizerTests
{
    private const int Columns = 512;

    public static TheoryData<TensorType> Quantized => QuantizerTypes.Quantized;

    public static TheoryData<TensorType> All => QuantizerTypes.All;

    public static TheoryData<TensorType> Searched =>
        [.. Quantized.Select(row => row.Data).Where(type => type is not (TensorType.Q8_0 or TensorType.Q8_KV))];

    [Theory]
    [MemberData(nameof(All))]
    public void Writes_every_type_it_says(TensorType type) => Assert.True(Quantizer.CanQuantize(type));

    [Theory]
    [InlineData(TensorType.IQ1_S)]
    [InlineData(TensorType.I32)]
    [InlineData((TensorType)9999)]
    [InlineData((TensorType)(-1))]
    public void Does_not_claim_other_types(TensorType type) => Assert.False(Quantizer.CanQuantize(type));

    [Fact]
    public void A_type_without_quantizer_is_refused_with_those_there_are()
    {
        TensorFormatException exception = Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRow(TensorType.IQ1_S, new float[256], new byte[1000])
        );

        Assert.Contains("IQ1_S", exception.Message);
        Assert.Contains("Q4_K", exception.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_refused_with_row_and_column(float value)
    {
        float[] rows = new float[3 * Columns];
        rows[(2 * Columns) + 37] = value;

        TensorFormatException exception = Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRows(TensorType.Q4_K, rows, Columns, new byte[100_000])
        );

        Assert.Contains("row 2, column 37", exception.Message);
    }

    [Fact]
    public void A_weight_too_large_for_half_precision_is_refused_there()
    {
        float[] row = [65519.996f, 65520];
        byte[] bytes = new byte[4];

        Quantizer.QuantizeRows(TensorType.F16, row.AsSpan(0, 1), 1, bytes);

        TensorFormatException exception = Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRows(TensorType.F16, row, 2, bytes)
        );
        Assert.Contains("row 0, column 1", exception.Message);
    }

    [Fact]
    public void A_row_that_is_not_whole_blocks_is_refused() =>
        Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRow(TensorType.Q4_K, new float[288], new byte[1000])
        );

    [Fact]
    public void Values_that_are_not_whole_rows_are_refused() =>
        Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRows(TensorType.Q4_0, new float[96], 64, new byte[1000])
        );

    [Theory]
    [MemberData(nameof(All))]
    public void A_destination_too_short_is_refused(TensorType type)
    {
        long rowBytes = TensorTypes.Get(type).RowBytes(Columns);

        Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRow(type, new float[Columns], new byte[rowBytes - 1])
        );
        Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRows(type, new float[2 * Columns], Columns, new byte[(2 * rowBytes) - 1])
        );
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    [InlineData(float.PositiveInfinity)]
    public void An_importance_that_is_no_weight_is_refused(float value)
    {
        float[] importance = new float[32];
        importance[9] = value;

        TensorFormatException exception = Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRows(TensorType.Q4_0, new float[32], 32, new byte[18], importance)
        );

        Assert.Contains("column 9", exception.Message);
    }

    [Fact]
    public void An_importance_of_another_length_is_refused() =>
        Assert.Throws<TensorFormatException>(() =>
            Quantizer.QuantizeRows(TensorType.Q4_0, new float[32], 32, new byte[18], new float[31])
        );

    [Theory]
    [MemberData(nameof(Searched))]
    public void Importance_lowers_the_weighted_error(TensorType type)
    {
        float[] row = QuantizerTypes.NormalRow(Columns);
        float[] importance = new float[Columns];
        for (int i = 0; i < Columns; i++)
        {
            importance[i] = i % 4 == 0 ? 1e6f : 1;
        }

        double even = QuantizerTypes.SquaredError(QuantizerTypes.RoundTripWeights(type, row), row, importance);
        double weighted = QuantizerTypes.SquaredError(
            QuantizerTypes.RoundTripWeights(type, row, importance),
            row,
            importance
        );

        Assert.True(weighted < 0.95 * even, $"{weighted} against {even}");
    }

    [Theory]
    [MemberData(nameof(Searched))]
    public void Blocks_without_importance_are_written_as_if_all_weighed_the_same(TensorType type)
    {
        float[] row = QuantizerTypes.NormalRow(Columns);

        Assert.Equal(
            QuantizerTypes.RoundTripWeights(type, row),
            QuantizerTypes.RoundTripWeights(type, row, new float[Columns])
        );
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Scaling_a_row_by_a_power_of_two_scales_its_values(TensorType type)
    {
        float[] row = QuantizerTypes.NormalRow(Columns);
        float[] values = QuantizerTypes.RoundTripWeights(type, row);

        float[] scaled = QuantizerTypes.RoundTripWeights(type, [.. row.Select(value => 16 * value)]);

        Assert.Equal(values.Select(value => 16 * value), scaled);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Rows_are_quantized_without_allocation(TensorType type)
    {
        float[] row = QuantizerTypes.NormalRow(Columns);
        row[3] = float.NaN;
        byte[] bytes = new byte[TensorTypes.Get(type).RowBytes(Columns)];
        Quantizer.QuantizeRow(type, row, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Quantizer.QuantizeRow(type, row, bytes);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
