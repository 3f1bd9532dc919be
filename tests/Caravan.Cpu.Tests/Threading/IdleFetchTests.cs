// What threads fetch while they wait.
namespace Caravan.Cpu.Tests.Threading;

public sealed unsafe class IdleFetchTests
{
    private static readonly byte* Somewhere = (byte*)0x10000;

    [Fact]
    public void What_was_named_for_a_thread_is_fetched_once_by_that_thread()
    {
        IdleFetch fetch = new(2);
        fetch.Announce(1, Somewhere, 10_000);
        Assert.Equal(10, Steps(fetch, 1));
        Assert.Equal(0, Steps(fetch, 1));
        Assert.Equal(0, Steps(fetch, 0));
        Assert.Equal((nint)Somewhere, (nint)fetch.Start(1));
    }

    [Fact]
    public void What_is_named_later_takes_the_place_of_what_was_named_before()
    {
        IdleFetch fetch = new(1);
        fetch.Announce(0, Somewhere, 100_000);
        Assert.True(fetch.Step(0));
        fetch.Announce(0, Somewhere, 3 << 10);
        Assert.Equal(3, Steps(fetch, 0));
    }

    [Fact]
    public void No_more_is_fetched_than_half_of_the_second_level_cache()
    {
        IdleFetch fetch = new(1);
        fetch.Announce(0, Somewhere, long.MaxValue);
        Assert.InRange(Steps(fetch, 0) * 1024L, 1, CpuFacts.Current.L2Bytes / 2 + 1023);
    }

    [Fact]
    public void A_thread_goes_on_elsewhere_after_the_last_task_of_its_run_and_after_the_last_of_all()
    {
        IdleFetch fetch = new(2);
        Assert.Equal([1, 4], Enumerable.Range(0, 5).Where(task => fetch.IsLast(task, 5, thread: 0)));
        Assert.Equal([4], Enumerable.Range(2, 3).Where(task => fetch.IsLast(task, 5, thread: 1)));
    }

    private static int Steps(IdleFetch fetch, int thread)
    {
        int steps = 0;
        while (fetch.Step(thread))
        {
            steps++;
        }

        return steps;
    }
}
