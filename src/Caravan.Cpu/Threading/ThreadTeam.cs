// Threads that run the tasks of one piece of work together and wait for one another at its end.
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Caravan.Platform;

namespace Caravan.Cpu;

/// <summary>
/// A fixed team: the thread that calls <see cref="Run"/> and <c>Size - 1</c> background workers. Tasks are claimed one by
/// one, each thread's own run of them first, so a thread that loses its core holds up no more than the task it is in. Between pieces of work threads spin for
/// <see cref="TeamOptions.SpinMicroseconds"/> and then block.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    /// <summary>The most threads a team may have.</summary>
    internal const int MaximumSize = 1024;

    // Pauses between two looks at the counter: some 40 ns each, so that the line stays with the thread that needs it.
    private const int PausesPerLook = 4;

    // Pieces of work, of some 100 us, between two looks at where the thread is.
    private const int RunsPerLook = 16;

    // The team whose first thread the calling thread was last, for a caller who has several.
    [ThreadStatic]
    private static ThreadTeam? joined;

    private readonly Thread[] workers;
    private readonly TeamSpread spread;
    private readonly TaskRanges ranges;
    private readonly long spinTicks;

    // For each thread the processors it may use; null for those of the process.
    private readonly int[][]? confinement;
    private readonly object idle = new();
    private readonly object finished = new();
    private TeamCounters counters;
    private ParallelWork? work;
    private int part;
    private int runs;
    private volatile bool callerBlocks;
    private volatile bool stopped;
    private volatile Exception? failure;

    /// <summary>Starts a team of <paramref name="size"/> threads, the caller included.</summary>
    internal ThreadTeam(int size, TeamOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaximumSize);
        options ??= new TeamOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.SpinMicroseconds, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            options.SpinMicroseconds,
            TeamOptions.MostSpinMicroseconds,
            nameof(options)
        );
        spinTicks = options.SpinMicroseconds * Stopwatch.Frequency / 1_000_000;
        int[][] places = TeamPlaces.Of(size, options);
        confinement = options.Confines && places.Length > 0 ? places : null;
        spread = new TeamSpread(places);
        ranges = new TaskRanges(size);
        Upcoming = new IdleFetch(size);
        workers = new Thread[size - 1];
        for (int i = 0; i < workers.Length; i++)
        {
            int thread = i + 1;
            workers[i] = new Thread(() => WorkerLoop(thread)) { IsBackground = true, Name = $"caravan-cpu-{thread}" };
            workers[i].Start();
        }
    }

    /// <summary>Threads in the team.</summary>
    internal int Size => workers.Length + 1;

    /// <summary>What the threads will read next: they fetch it while they wait. Named by the caller of <see cref="Run"/>.</summary>
    internal IdleFetch Upcoming { get; }

    /// <summary>Workers that block until there is work.</summary>
    internal int BlockedWorkers => Volatile.Read(ref counters.Sleepers);

    /// <summary>
    /// Runs all tasks and returns when the last has ended; one caller at a time. An exception of a task is thrown here
    /// after the others have ended; tasks that had not begun by then are left out.
    /// </summary>
    internal void Run(ParallelWork newWork, int newPart, int tasks)
    {
        ObjectDisposedException.ThrowIf(stopped, this);
        if (confinement is not null && joined != this)
        {
            joined = this;
            SystemCalls.Current.TrySetThreadAffinity(confinement[0]);
        }

        if (tasks <= 1 || workers.Length == 0)
        {
            for (int task = 0; task < tasks; task++)
            {
                newWork.Execute(newPart, task, 0);
            }

            return;
        }

        if (spread.Enabled && runs++ % RunsPerLook == 0)
        {
            spread.Look(0);
        }

        // Nobody reads these before a claim succeeds, and none can until the exchange below: the last run ended with
        // zero unclaimed tasks.
        work = newWork;
        part = newPart;
        ranges.Deal(tasks);
        counters.Unfinished = tasks;
        Interlocked.Exchange(ref counters.Unclaimed, tasks);
        WakeSleepers(tasks - 1);
        while (TryClaim(0, out int claimed))
        {
            ExecuteTask(claimed, 0);
        }

        WaitForTheRest();
        work = null;
        if (failure is { } exception)
        {
            failure = null;
            ExceptionDispatchInfo.Throw(exception);
        }
    }

    /// <summary>Ends the workers; no run may be in progress.</summary>
    public void Dispose()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        lock (idle)
        {
            Monitor.PulseAll(idle);
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }
    }

    // A claim that succeeds belongs to the current work, however long ago the counter was read: the work cannot change
    // while one of its tasks is unclaimed or unfinished.
    private bool TryClaim(int thread, out int task)
    {
        int seen = Volatile.Read(ref counters.Unclaimed);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref counters.Unclaimed, seen - 1, seen);
            if (before == seen)
            {
                task = ranges.Take(thread);
                return true;
            }

            seen = before;
        }

        task = -1;
        return false;
    }

    private void ExecuteTask(int task, int thread)
    {
        if (failure is null)
        {
            try
            {
                work!.Execute(part, task, thread);
            }
            // Whatever it is belongs to the caller; a worker must outlive it.
#pragma warning disable CA1031
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
        }

        if (Interlocked.Decrement(ref counters.Unfinished) == 0 && callerBlocks)
        {
            lock (finished)
            {
                Monitor.PulseAll(finished);
            }
        }
    }

    private void WaitForTheRest()
    {
        long deadline = SpinDeadline();
        do
        {
            if (Volatile.Read(ref counters.Unfinished) == 0)
            {
                return;
            }

            FetchOrPause(0);
        } while (Stopwatch.GetTimestamp() < deadline);

        lock (finished)
        {
            callerBlocks = true;
            // The flag must be visible before the count is read; the worker decrements before it reads the flag.
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref counters.Unfinished) != 0)
            {
                Monitor.Wait(finished);
            }

            callerBlocks = false;
        }
    }

    private void WorkerLoop(int thread)
    {
        if (confinement is not null)
        {
            SystemCalls.Current.TrySetThreadAffinity(confinement[thread]);
        }

        int pieces = 0;
        while (!stopped)
        {
            if (TryClaim(thread, out int task))
            {
                if (spread.Enabled && pieces++ % RunsPerLook == 0)
                {
                    spread.Look(thread);
                }

                ExecuteTask(task, thread);
            }
            else if (!SpinUntilWork(thread))
            {
                BlockUntilWork();
            }
        }
    }

    private bool SpinUntilWork(int thread)
    {
        long deadline = SpinDeadline();
        do
        {
            if (Volatile.Read(ref counters.Unclaimed) > 0)
            {
                return true;
            }

            FetchOrPause(thread);
        } while (Stopwatch.GetTimestamp() < deadline);

        return false;
    }

    private void FetchOrPause(int thread)
    {
        if (!Upcoming.Step(thread))
        {
            Thread.SpinWait(PausesPerLook);
        }
    }

    private void BlockUntilWork()
    {
        lock (idle)
        {
            // Counted before the look at the counter; the caller publishes before it reads the count.
            Interlocked.Increment(ref counters.Sleepers);
            while (Volatile.Read(ref counters.Unclaimed) == 0 && !stopped)
            {
                Monitor.Wait(idle);
            }

            Interlocked.Decrement(ref counters.Sleepers);
        }
    }

    private void WakeSleepers(int wanted)
    {
        if (Volatile.Read(ref counters.Sleepers) == 0)
        {
            return;
        }

        lock (idle)
        {
            for (int i = Math.Min(wanted, counters.Sleepers); i > 0; i--)
            {
                Monitor.Pulse(idle);
            }
        }
    }

    private long SpinDeadline() => Stopwatch.GetTimestamp() + spinTicks;
}
