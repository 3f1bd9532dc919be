// How urgent this process is among others.
using System.ComponentModel;
using System.Diagnostics;

namespace Caravan.Platform;

/// <summary>The priority of this process.</summary>
public static class ProcessPriority
{
    private static readonly ProcessPriorityClass[] Classes =
    [
        ProcessPriorityClass.BelowNormal,
        ProcessPriorityClass.Normal,
        ProcessPriorityClass.AboveNormal,
        ProcessPriorityClass.High,
        ProcessPriorityClass.RealTime,
    ];

    /// <summary>Sets it for the calling thread of the process and for those that are started later.</summary>
    /// <param name="level">-1 low, 0 normal, 1 medium, 2 high, 3 the highest there is.</param>
    /// <returns>False when the system refuses it, as it does to ordinary users above 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public static bool TrySet(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Classes.Length - 2);
        try
        {
            using Process process = Process.GetCurrentProcess();
            process.PriorityClass = Classes[level + 1];
            return true;
        }
        catch (Exception problem) when (problem is Win32Exception or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
