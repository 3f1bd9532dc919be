// Timing of threads that begin together.
namespace Caravan.Cpu.Tests;

public class TimedThreadsTests
{
    [Fact]
    public void Every_thread_runs_once()
    {
        int[] runs = new int[3];
        TimedThreads.Run(3, thread => Interlocked.Increment(ref runs[thread]));
        Assert.Equal([1, 1, 1], runs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_time_is_that_of_the_slowest(int slowest)
    {
        double seconds = TimedThreads.Run(2, thread => Thread.Sleep(thread == slowest ? 60 : 0));
        Assert.InRange(seconds, 0.05, 60);
    }
}
