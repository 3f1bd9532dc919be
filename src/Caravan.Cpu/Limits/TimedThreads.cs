// Times what several threads do at once.
using System.Diagnostics;

namespace Caravan.Cpu;

/// <summary>Threads that begin together.</summary>
internal static class TimedThreads
{
    /// <summary>Calls <paramref name="work"/> once on each of some threads, the caller among them.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="work">Takes the number of the thread, from 0.</param>
    /// <returns>Seconds from the first beginning to the last end.</returns>
    internal static double Run(int threads, Action<int> work)
    {
        // Each thread looks at the clock itself: the caller may be held up while the others run.
        long[] began = new long[threads];
        long[] ended = new long[threads];
        using Barrier start = new(threads);
        Thread[] others = new Thread[threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            int number = i + 1;
            others[i] = new Thread(() => RunOne(number)) { IsBackground = true };
            others[i].Start();
        }

        RunOne(0);
        Array.ForEach(others, thread => thread.Join());
        return Stopwatch.GetElapsedTime(began.Min(), ended.Max()).TotalSeconds;

        void RunOne(int number)
        {
            start.SignalAndWait();
            began[number] = Stopwatch.GetTimestamp();
            work(number);
            ended[number] = Stopwatch.GetTimestamp();
        }
    }
}
