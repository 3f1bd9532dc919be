// Times what several threads do at once.
using System.Diagnostics;

namespace Caravan.Cpu;

/// <summary>Threads that begin together.</summary>
internal static class TimedThreads
{
    /// <summary>Calls <paramref name="work"/> once on each of some threads, the caller among them.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="work">Takes the number of the thread, from 0.</param>
    /// <returns>Seconds from the common beginning to the last end.</returns>
    internal static double Run(int threads, Action<int> work)
    {
        Thread[] others = new Thread[threads - 1];
        using Barrier start = new(threads);
        for (int i = 0; i < others.Length; i++)
        {
            int number = i + 1;
            others[i] = new Thread(() =>
            {
                start.SignalAndWait();
                work(number);
            })
            {
                IsBackground = true,
            };
            others[i].Start();
        }

        start.SignalAndWait();
        long began = Stopwatch.GetTimestamp();
        work(0);
        Array.ForEach(others, thread => thread.Join());
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
