// Which tasks each thread of a team has before it.
namespace Caravan.Cpu;

/// <summary>
/// Tasks are dealt out in runs, one run a thread: a thread walks through neighbouring pieces of memory, and what it fetches
/// ahead at the end of one task is the start of its next. Who has done with its own takes from the ends of the others'. Each
/// range is one number, first task and end, so that two threads never get the same task.
/// </summary>
internal sealed class TaskRanges(int threads)
{
    // A cache line and the one fetched with it lie between two ranges.
    private const int Stride = 128 / sizeof(long);
    private const int EndShift = 32;

    private readonly long[] ranges = new long[threads * Stride];

    /// <summary>The first task of a thread's run.</summary>
    internal static int First(int tasks, int thread, int threads) => (int)((long)tasks * thread / threads);

    /// <summary>Deals out tasks from 0 to <paramref name="tasks"/>; all earlier ones must have been taken.</summary>
    internal void Deal(int tasks)
    {
        for (int thread = 0; thread < threads; thread++)
        {
            long first = First(tasks, thread, threads);
            long end = First(tasks, thread + 1, threads);
            Volatile.Write(ref ranges[thread * Stride], first | (end << EndShift));
        }
    }

    /// <summary>Takes one task; the caller knows that there is one left for it.</summary>
    internal int Take(int thread)
    {
        for (int owner = thread; ; owner = owner + 1 == threads ? 0 : owner + 1)
        {
            ref long range = ref ranges[owner * Stride];
            long seen = Volatile.Read(ref range);
            while ((int)seen < (int)(seen >> EndShift))
            {
                long after = owner == thread ? seen + 1 : seen - (1L << EndShift);
                long before = Interlocked.CompareExchange(ref range, after, seen);
                if (before == seen)
                {
                    return owner == thread ? (int)seen : (int)(after >> EndShift);
                }

                seen = before;
            }
        }
    }
}
