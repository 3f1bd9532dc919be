// Sleeps to the microsecond: the ordinary sleep rounds to milliseconds, which is more than the networks that are played.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Caravan.Relay;

/// <summary>The monotonic clock in nanoseconds, and sleeping until a time of it.</summary>
internal static partial class RelayClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int Interrupted = 4;
    private const int SetTimerSlack = 29;

    private static readonly bool HasSystemSleep = FindSystemSleep();

    /// <summary>Now, in nanoseconds of an arbitrary beginning.</summary>
    internal static long Now =>
        Stopwatch.Frequency == NanosecondsPerSecond
            ? Stopwatch.GetTimestamp()
            : (long)((Int128)Stopwatch.GetTimestamp() * NanosecondsPerSecond / Stopwatch.Frequency);

    /// <summary>A span in nanoseconds.</summary>
    internal static long Nanoseconds(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Asks the system to wake the calling thread as exactly as it can.</summary>
    internal static void MakeThreadPrecise()
    {
        if (HasSystemSleep)
        {
            // A refusal costs precision alone, and the measured echo time shows it.
            _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    /// <summary>Blocks the calling thread until <paramref name="time"/> of <see cref="Now"/>.</summary>
    internal static void SleepUntil(long time)
    {
        if (Now >= time)
        {
            return;
        }

        if (HasSystemSleep)
        {
            // On Linux the stopwatch is this very clock, in nanoseconds.
            TimeSpecification until = new()
            {
                Seconds = (nint)(time / NanosecondsPerSecond),
                Nanoseconds = (nint)(time % NanosecondsPerSecond),
            };
            while (ClockSleep(ClockMonotonic, AbsoluteTime, in until, 0) == Interrupted) { }

            return;
        }

        // Sleeping may overshoot by some milliseconds where the timer is coarse: what is left of the last two is yielded away.
        const long coarse = 2 * NanosecondsPerMillisecond;
        for (long left = time - Now; left > 0; left = time - Now)
        {
            if (left > coarse)
            {
                Thread.Sleep((int)Math.Min((left - coarse) / NanosecondsPerMillisecond + 1, int.MaxValue));
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private static bool FindSystemSleep()
    {
        if (!OperatingSystem.IsLinux() || Stopwatch.Frequency != NanosecondsPerSecond)
        {
            return false;
        }

        try
        {
            return ClockSleep(ClockMonotonic, AbsoluteTime, default, 0) == 0;
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockSleep(int clock, int flags, in TimeSpecification request, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(
        int option,
        nuint argument2,
        nuint argument3,
        nuint argument4,
        nuint argument5
    );

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
