// Compares half-precision conversion with .NET's own, bit by bit.
namespace Caravan.Tensors.Tests;

public sealed class HalfConverterTests
{
    private const int Halves = 1 << 16;

    private static readonly ushort[] AllHalves = [.. Enumerable.Range(0, Halves).Select(bits => (ushort)bits)];

    private static bool IsNaN(ushort half) => (half & 0x7FFF) > 0x7C00;

    [Fact]
    public void Every_half_widens_to_its_exact_value()
    {
        foreach (ushort half in AllHalves.Where(half => !IsNaN(half)))
        {
            float expected = (float)BitConverter.UInt16BitsToHalf(half);
            Assert.Equal(
                BitConverter.SingleToInt32Bits(expected),
                BitConverter.SingleToInt32Bits(HalfConverter.ToSingle(half))
            );
        }
    }

    [Fact]
    public void Rows_widen_as_single_numbers_do()
    {
        float[] row = new float[Halves];

        HalfConverter.ToSingle(AllHalves, row);

        Assert.Equal(
            AllHalves.Select(half => BitConverter.SingleToUInt32Bits(HalfConverter.ToSingle(half))),
            row.Select(BitConverter.SingleToUInt32Bits)
        );
    }

    [Fact]
    public void Not_a_number_stays_so_with_its_sign_both_ways()
    {
        foreach (ushort half in AllHalves.Where(IsNaN))
        {
            float single = HalfConverter.ToSingle(half);
            Assert.True(float.IsNaN(single));
            Assert.Equal(half >= 0x8000, float.IsNegative(single));
            Assert.Equal((ushort)(half | 0x0200), HalfConverter.FromSingle(single));
        }
    }

    [Fact]
    public void Every_half_survives_the_way_to_single_and_back()
    {
        foreach (ushort half in AllHalves.Where(half => !IsNaN(half)))
        {
            Assert.Equal(half, HalfConverter.FromSingle(HalfConverter.ToSingle(half)));
        }
    }

    [Fact]
    public void Midpoints_and_their_neighbours_round_to_nearest_even()
    {
        foreach (ushort half in AllHalves.Where(half => (half & 0x7FFF) < 0x7C00))
        {
            // The next half's value lies 2^13 single-precision steps above a normal half; above a subnormal one the
            // midpoint is an odd multiple of 2^-25. Above the largest half stands what rounds to infinity.
            float value = (float)BitConverter.UInt16BitsToHalf(half);
            float step = MathF.ScaleB(1, Math.Max(MathF.ILogB(value), -14) - 11);
            float midpoint = value + (half >= 0x8000 ? -step : step);
            foreach (
                float near in (ReadOnlySpan<float>)
                    [midpoint, float.BitIncrement(midpoint), float.BitDecrement(midpoint)]
            )
            {
                Assert.Equal(BitConverter.HalfToUInt16Bits((Half)near), HalfConverter.FromSingle(near));
            }
        }
    }

    [Fact]
    public void Numbers_of_every_exponent_round_as_dotnet_rounds_them()
    {
        Random random = new(1);
        float[] row = new float[100_003];
        foreach (ref float value in row.AsSpan())
        {
            value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            value = float.IsNaN(value) ? 0 : value;
        }

        ushort[] halves = new ushort[row.Length];
        HalfConverter.FromSingle(row, halves);

        Assert.Equal(row.Select(value => BitConverter.HalfToUInt16Bits((Half)value)), halves);
    }

    [Theory]
    [InlineData(65519.996f, 0x7BFF)]
    [InlineData(65520f, 0x7C00)]
    [InlineData(65536f, 0x7C00)]
    [InlineData(float.MaxValue, 0x7C00)]
    [InlineData(float.PositiveInfinity, 0x7C00)]
    [InlineData(float.NegativeInfinity, 0xFC00)]
    [InlineData(2.9802322e-8f, 0x0000)]
    [InlineData(2.9802326e-8f, 0x0001)]
    [InlineData(-0f, 0x8000)]
    [InlineData(float.Epsilon, 0x0000)]
    public void Limits_round_to_the_right_side(float value, ushort expected)
    {
        Assert.Equal(expected, HalfConverter.FromSingle(value));
    }

    [Fact]
    public void Rows_of_every_short_length_touch_only_their_own_elements()
    {
        for (int length = 0; length <= 40; length++)
        {
            float[] singles = new float[length + 1];
            singles[length] = 7;
            HalfConverter.ToSingle(AllHalves.AsSpan(0x3C00, length), singles);
            Assert.Equal(7, singles[length]);

            ushort[] halves = new ushort[length + 1];
            halves[length] = 7;
            HalfConverter.FromSingle(singles.AsSpan(0, length), halves);
            Assert.Equal(AllHalves.AsSpan(0x3C00, length), halves.AsSpan(0, length));
            Assert.Equal(7, halves[length]);
        }
    }

    [Fact]
    public void A_short_destination_is_refused()
    {
        Assert.Throws<ArgumentException>(() => HalfConverter.ToSingle(new ushort[9], new float[8]));
        Assert.Throws<ArgumentException>(() => HalfConverter.FromSingle(new float[9], new ushort[8]));
    }
}
