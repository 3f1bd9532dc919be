// The thread team: every task once, exceptions, no allocation, busy machines.
namespace Caravan.Cpu.Tests;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 100)]
    [InlineData(2, 1)]
    [InlineData(2, 7)]
    [InlineData(4, 1000)]
    public void Every_task_runs_once(int threads, int tasks)
    {
        using ThreadTeam team = new(threads);
        CountingWork work = new(tasks);
        team.Run(work, 3, tasks);
        Assert.All(work.Counts, count => Assert.Equal(1, count));
        Assert.Equal(3, work.LastPart);
        Assert.InRange(work.LargestThread, 0, threads - 1);
    }

    [Fact]
    public void Hundred_thousand_tiny_runs_end_while_a_foreign_thread_is_busy()
    {
        using ThreadTeam team = new(3);
        bool stop = false;
        Thread foreign = new(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Thread.SpinWait(100);
            }
        });
        foreign.Start();
        CountingWork work = new(4);
        const int runs = 100_000;
        for (int i = 0; i < runs; i++)
        {
            team.Run(work, 0, 4);
        }

        Volatile.Write(ref stop, true);
        foreign.Join();
        Assert.All(work.Counts, count => Assert.Equal(runs, count));
    }

    [Fact]
    public void Workers_that_went_to_sleep_wake_up_again()
    {
        using ThreadTeam team = new(4);
        CountingWork work = new(16);
        for (int i = 0; i < 20; i++)
        {
            Thread.Sleep(2);
            team.Run(work, 0, 16);
        }

        Assert.All(work.Counts, count => Assert.Equal(20, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Exception_of_a_task_reaches_the_caller_and_the_team_goes_on(int threads)
    {
        using ThreadTeam team = new(threads);
        FailingWork failing = new();
        for (int i = 0; i < 50; i++)
        {
            Assert.Throws<InvalidTimeZoneException>(() => team.Run(failing, 0, 20));
        }

        CountingWork work = new(20);
        team.Run(work, 0, 20);
        Assert.All(work.Counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Running_allocates_nothing()
    {
        using ThreadTeam team = new(2);
        CountingWork work = new(8);
        for (int i = 0; i < 100; i++)
        {
            team.Run(work, 0, 8);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            team.Run(work, 0, 8);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, work.WorkerAllocations);
    }

    [Fact]
    public void Idle_workers_block_instead_of_spinning()
    {
        using ThreadTeam team = new(4);
        team.Run(new CountingWork(8), 0, 8);
        Assert.True(SpinWait.SpinUntil(() => team.BlockedWorkers == 3, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Disposed_team_refuses_work()
    {
        ThreadTeam team = new(2);
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run(new CountingWork(1), 0, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void Impossible_sizes_are_refused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(size));

    private sealed class CountingWork(int tasks) : ParallelWork
    {
        private int largestThread;
        private long workerAllocations;

        public int[] Counts { get; } = new int[tasks];

        public int LastPart { get; private set; }

        public int LargestThread => largestThread;

        public long WorkerAllocations => workerAllocations;

        internal override void Execute(int part, int task, int thread)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Interlocked.Increment(ref Counts[task]);
            LastPart = part;
            int seen = largestThread;
            if (thread > seen)
            {
                Interlocked.CompareExchange(ref largestThread, thread, seen);
            }

            Interlocked.Add(ref workerAllocations, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private sealed class FailingWork : ParallelWork
    {
        internal override void Execute(int part, int task, int thread)
        {
            if (task == 7)
            {
                throw new InvalidTimeZoneException();
            }
        }
    }
}
