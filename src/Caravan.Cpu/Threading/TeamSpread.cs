// Keeps the threads of a team on processors of their own without binding them.
using System.Diagnostics;
using Caravan.Platform;

namespace Caravan.Cpu;

/// <summary>
/// Moves a thread away from a processor that another thread of its team is on. A scheduler wakes a thread where its waker
/// runs and may leave the two there for good, since one of them is always about to wait (two threads on one of two idle
/// processors made generation slower than one thread). The thread is free again once it has moved: binding it would leave it
/// behind a foreign process that came later.
/// </summary>
internal sealed class TeamSpread
{
    // Two cache lines, for the hardware fetches them in pairs.
    private const int Stride = 128 / sizeof(int);

    // A move costs some 50 us; with more busy threads than processors the scheduler may undo each.
    private static readonly long TicksBetweenMoves = Stopwatch.Frequency / 200;

    private readonly int[] processors;
    private readonly int[][] places;
    private long lastMove;

    /// <summary>Looks after threads if there are as many processors among their places.</summary>
    /// <param name="places">The processors that each thread may use; empty where the system does not tell.</param>
    internal TeamSpread(int[][] places)
    {
        this.places = places;
        processors = new int[places.Length * Stride];
        processors.AsSpan().Fill(-1);
        Enabled =
            places.Length > 1
            && places.SelectMany(set => set).Distinct().Count() >= places.Length
            && Array.Exists(places, set => set.Length > 1)
            && SystemCalls.Current.CurrentProcessor >= 0;
    }

    /// <summary>Whether there is a processor for each thread, and a system that tells and takes wishes.</summary>
    internal bool Enabled { get; }

    /// <summary>Moves made so far.</summary>
    internal int Moves { get; private set; }

    /// <summary>Notes where the calling thread is, and moves it if a thread with a lower number was last seen there.</summary>
    internal void Look(int thread)
    {
        int here = SystemCalls.Current.CurrentProcessor;
        Volatile.Write(ref processors[thread * Stride], here);
        for (int other = 0; other < thread; other++)
        {
            if (Volatile.Read(ref processors[other * Stride]) == here)
            {
                Move(thread);
                return;
            }
        }
    }

    private void Move(int thread)
    {
        long last = Volatile.Read(ref lastMove);
        long now = Stopwatch.GetTimestamp();
        if (now - last < TicksBetweenMoves || Interlocked.CompareExchange(ref lastMove, now, last) != last)
        {
            return;
        }

        int[] allowed = places[thread];
        foreach (int processor in allowed)
        {
            if (!IsTaken(processor))
            {
                if (SystemCalls.Current.TrySetThreadAffinity([processor]))
                {
                    SystemCalls.Current.TrySetThreadAffinity(allowed);
                    Volatile.Write(ref processors[thread * Stride], processor);
                    Moves++;
                }

                return;
            }
        }
    }

    private bool IsTaken(int processor)
    {
        for (int i = 0; i < processors.Length; i += Stride)
        {
            if (Volatile.Read(ref processors[i]) == processor)
            {
                return true;
            }
        }

        return false;
    }
}
