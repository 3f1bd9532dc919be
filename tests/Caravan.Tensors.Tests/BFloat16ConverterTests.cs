// Checks bfloat16 conversion over all numbers and at ties.
namespace Caravan.Tensors.Tests;

public sealed class BFloat16ConverterTests
{
    private static readonly ushort[] All = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];

    [Fact]
    public void Every_bfloat16_is_the_upper_half_of_its_single()
    {
        float[] row = new float[All.Length];

        BFloat16Converter.ToSingle(All, row);

        Assert.Equal(All.Select(bits => (uint)bits << 16), row.Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(
            All.Select(bits => (uint)bits << 16),
            All.Select(bits => BitConverter.SingleToUInt32Bits(BFloat16Converter.ToSingle(bits)))
        );
    }

    [Fact]
    public void Every_number_survives_the_way_to_single_and_back()
    {
        float[] row = new float[All.Length];
        ushort[] back = new ushort[All.Length];

        BFloat16Converter.ToSingle(All, row);
        BFloat16Converter.FromSingle(row, back);

        Assert.Equal(All.Select(bits => (bits & 0x7FFF) > 0x7F80 ? (ushort)(bits | 0x40) : bits), back);
    }

    [Theory]
    [InlineData(0x3F80_8000u, 0x3F80)]
    [InlineData(0x3F81_8000u, 0x3F82)]
    [InlineData(0x3F80_8001u, 0x3F81)]
    [InlineData(0x3F80_7FFFu, 0x3F80)]
    [InlineData(0x7F7F_FFFFu, 0x7F80)]
    [InlineData(0x7F80_0001u, 0x7FC0)]
    [InlineData(0x8000_0001u, 0x8000)]
    public void Rounding_goes_to_the_nearest_and_ties_to_even(uint single, ushort expected)
    {
        Assert.Equal(expected, BFloat16Converter.FromSingle(BitConverter.UInt32BitsToSingle(single)));
    }

    [Fact]
    public void A_short_destination_is_refused()
    {
        Assert.Throws<ArgumentException>(() => BFloat16Converter.ToSingle(new ushort[9], new float[8]));
        Assert.Throws<ArgumentException>(() => BFloat16Converter.FromSingle(new float[9], new ushort[8]));
    }
}
