// Lists and ranges of numbers.
using Caravan.Cli.Options;

namespace Caravan.Cli.Tests.Options;

public class RangeTextTests
{
    [Theory]
    [InlineData("512", 512)]
    [InlineData("1,2,8", 1, 2, 8)]
    [InlineData("1,2,", 1, 2)]
    [InlineData("1-4", 1, 2, 3, 4)]
    [InlineData("128-512+128", 128, 256, 384, 512)]
    [InlineData("1-64*2", 1, 2, 4, 8, 16, 32, 64)]
    [InlineData("0,16-32+16,5", 0, 16, 32, 5)]
    [InlineData("5-1")]
    [InlineData("-1", -1)]
    [InlineData("-2-1", -2, -1, 0, 1)]
    public void Lists_and_ranges_read_as_in_llama_bench(string text, params int[] expected) =>
        Assert.Equal(expected, RangeText.Of(-10, 1000)(text));

    [Theory]
    [InlineData("", "none of 512")]
    [InlineData("a", "none of 512")]
    [InlineData("1,,2", "none of 512")]
    [InlineData("1-", "none of 512")]
    [InlineData("1-5/2", "none of 512")]
    [InlineData("1-5+", "none of 512")]
    [InlineData("1-5+0", "never ends")]
    [InlineData("0-5*2", "never ends")]
    [InlineData("1-5*1", "never ends")]
    [InlineData("1001", "out of range, expected -10 to 1000")]
    [InlineData("990-1010", "out of range")]
    [InlineData("1-2000000000", "more than 10000 numbers")]
    [InlineData("99999999999", "none of 512")]
    public void What_is_no_list_of_numbers_is_refused(string text, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<FormatException>(() => RangeText.Of(-10, 1000)(text)).Message,
            StringComparison.Ordinal
        );
}
