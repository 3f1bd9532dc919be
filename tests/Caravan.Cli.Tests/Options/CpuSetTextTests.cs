// Masks and ranges of processors.
using Caravan.Cli.Options;

namespace Caravan.Cli.Tests.Options;

public class CpuSetTextTests
{
    [Theory]
    [InlineData("1", new[] { 0 })]
    [InlineData("0x3", new[] { 0, 1 })]
    [InlineData("F0", new[] { 4, 5, 6, 7 })]
    [InlineData("0X8001", new[] { 0, 15 })]
    [InlineData("80000000000000001", new[] { 0, 67 })]
    public void Masks_are_read_from_the_last_digit(string text, int[] expected) =>
        Assert.Equal(expected, CpuSetText.Mask(text));

    [Theory]
    [InlineData("0-1", new[] { 0, 1 })]
    [InlineData("3-3", new[] { 3 })]
    [InlineData("-2", new[] { 0, 1, 2 })]
    [InlineData("510-", new[] { 510, 511 })]
    public void Ranges_are_read(string text, int[] expected) => Assert.Equal(expected, CpuSetText.Range(text));

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0")]
    [InlineData("G1")]
    [InlineData("-1")]
    public void What_is_no_mask_is_refused(string text) => Assert.Throws<FormatException>(() => CpuSetText.Mask(text));

    [Fact]
    public void Mask_of_too_many_digits_is_refused() =>
        Assert.Throws<FormatException>(() => CpuSetText.Mask(new string('1', 129)));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("4")]
    [InlineData("3-1")]
    [InlineData("0-512")]
    [InlineData("a-b")]
    [InlineData("1-2-3")]
    public void What_is_no_range_is_refused(string text) =>
        Assert.Throws<FormatException>(() => CpuSetText.Range(text));
}
