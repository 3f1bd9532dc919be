// Who gets which task.
namespace Caravan.Cpu.Tests.Threading;

public sealed class TaskRangesTests
{
    [Fact]
    public void A_thread_walks_through_its_own_tasks_and_then_takes_the_last_of_others()
    {
        TaskRanges ranges = new(2);
        ranges.Deal(7);
        int[] taken = [.. Enumerable.Range(0, 7).Select(_ => ranges.Take(1))];
        Assert.Equal([3, 4, 5, 6, 2, 1, 0], taken);
    }

    [Fact]
    public void Fewer_tasks_than_threads_reach_every_thread()
    {
        TaskRanges ranges = new(5);
        ranges.Deal(2);
        Assert.Equal([0, 1], new[] { ranges.Take(0), ranges.Take(3) }.Order());
    }

    [Fact]
    public void Each_task_is_taken_once_however_many_threads_take()
    {
        const int Threads = 4;
        const int Tasks = 10_000;
        TaskRanges ranges = new(Threads);
        int[] times = new int[Tasks];
        for (int round = 1; round <= 20; round++)
        {
            ranges.Deal(Tasks);
            int left = Tasks;
            Parallel.For(
                0,
                Threads,
                thread =>
                {
                    while (Interlocked.Decrement(ref left) >= 0)
                    {
                        Interlocked.Increment(ref times[ranges.Take(thread)]);
                    }
                }
            );
            Assert.All(times, count => Assert.Equal(round, count));
        }
    }
}
