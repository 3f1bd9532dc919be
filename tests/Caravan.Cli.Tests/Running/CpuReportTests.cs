// Texts of "caravan cpu".
using Caravan.Cli.Running;

namespace Caravan.Cli.Tests.Running;

public sealed class CpuReportTests
{
    [Theory]
    [InlineData("", new int[0])]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-2,5,7-8", new[] { 0, 1, 2, 5, 7, 8 })]
    public void Numbers_are_written_as_ranges(string expected, int[] numbers) =>
        Assert.Equal(expected, CpuReport.RangeText(numbers));
}
