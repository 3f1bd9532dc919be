// Reads Linux's account of memory.
using System.Globalization;

namespace Caravan.Platform;

/// <summary>The lines of <c>/proc/meminfo</c>, in KiB each.</summary>
internal static class LinuxMemory
{
    /// <summary>Where the account is.</summary>
    internal const string Path = "/proc/meminfo";

    private const string Available = "MemAvailable:";
    private const string Unit = "kB";

    /// <summary>What the system says can still be taken, in bytes; null where it does not say.</summary>
    internal static long? AvailableBytes(string path)
    {
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                if (
                    line.StartsWith(Available, StringComparison.Ordinal)
                    && line.EndsWith(Unit, StringComparison.Ordinal)
                    && long.TryParse(
                        line.AsSpan(Available.Length, line.Length - Available.Length - Unit.Length),
                        NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                        CultureInfo.InvariantCulture,
                        out long kibibytes
                    )
                )
                {
                    return kibibytes << 10;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return null;
    }
}
