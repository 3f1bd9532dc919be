// Reads how long this process's threads waited for a core.
using System.Globalization;

namespace Caravan.Benchmarks;

/// <summary>
/// Time that runnable threads of this process spent without a core because others had it: Linux's <c>schedstat</c> of each
/// thread. It tells slices that other processes disturbed from the others.
/// </summary>
internal static class ProcessorWait
{
    private const string Tasks = "/proc/self/task";

    /// <summary>Seconds waited by all living threads since they began; 0 where the system does not say.</summary>
    internal static double ReadSeconds() =>
        Directory.Exists(Tasks) ? Directory.GetDirectories(Tasks).Sum(ReadNanoseconds) / 1e9 : 0;

    private static double ReadNanoseconds(string task)
    {
        try
        {
            // Time on a core, time waiting for one, number of turns.
            string[] fields = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ');
            return double.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The thread ended meanwhile.
            return 0;
        }
    }
}
