// What is read of Linux's account of memory.
using System.Text;
using Caravan.Platform;
using Caravan.TestSupport;

namespace Caravan.Gguf.Tests.Platform;

public class LinuxMemoryTests
{
    [Theory]
    [InlineData("MemTotal:       24684088 kB\nMemAvailable:   24034516 kB\nMemFree: 1 kB\n", 24034516L << 10)]
    [InlineData("MemTotal:       24684088 kB\n", null)]
    [InlineData("MemAvailable:   many kB\n", null)]
    [InlineData("MemAvailable: kB\n", null)]
    [InlineData("", null)]
    public void What_is_available_is_read(string text, long? expected)
    {
        using TemporaryFolder folder = new();
        Assert.Equal(expected, LinuxMemory.AvailableBytes(folder.Write("meminfo", Encoding.ASCII.GetBytes(text))));
    }

    [Fact]
    public void No_account_is_no_answer() => Assert.Null(LinuxMemory.AvailableBytes("/no/such/file"));

    [Fact]
    public void This_system_has_memory_to_give() =>
        Assert.InRange(
            SystemCalls.Current.AvailableMemoryBytes,
            1 << 20,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
        );
}
