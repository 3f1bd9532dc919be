// Checks the eight-bit scale formats against their definitions.
namespace Caravan.Tensors.Tests;

public sealed class ScaleConverterTests
{
    [Fact]
    public void Every_E8M0_scale_is_its_power_of_two()
    {
        for (int e = 0; e <= 254; e++)
        {
            Assert.Equal((float)Math.ScaleB(1, e - 127), E8M0Converter.ToSingle((byte)e));
        }

        Assert.Equal(float.PositiveInfinity, E8M0Converter.ToSingle(255));
    }

    [Fact]
    public void Every_halved_E8M0_scale_is_its_power_of_two()
    {
        for (int e = 0; e <= 255; e++)
        {
            Assert.Equal((float)Math.ScaleB(1, e - 128), E8M0Converter.ToHalvedSingle((byte)e));
        }
    }

    [Theory]
    [InlineData(0x00, 0f)]
    [InlineData(0x01, 1 / 512f)]
    [InlineData(0x07, 7 / 512f)]
    [InlineData(0x08, 1 / 64f)]
    [InlineData(0x38, 1f)]
    [InlineData(0x3C, 1.5f)]
    [InlineData(0x7E, 448f)]
    [InlineData(0x7F, 0f)]
    [InlineData(0xB8, 1f)]
    public void UE4M3_scales_have_the_values_of_the_definition(byte bits, float expected)
    {
        Assert.Equal(expected, UE4M3Converter.ToSingle(bits));
    }
}
