// Reads what the system says of this process's memory.
using System.Globalization;

namespace Caravan.Benchmarks;

/// <summary>Resident memory of this process, in bytes; 0 where the system does not say.</summary>
/// <param name="Peak">The most that was resident at any time.</param>
/// <param name="Anonymous">Resident now, of no file.</param>
/// <param name="Mapped">Resident now, of mapped files.</param>
public sealed record ProcessMemory(long Peak, long Anonymous, long Mapped)
{
    private const string Status = "/proc/self/status";

    /// <summary>Reads the current values.</summary>
    internal static ProcessMemory Read()
    {
        string[] lines = File.Exists(Status) ? File.ReadAllLines(Status) : [];
        return new ProcessMemory(Field(lines, "VmHWM:"), Field(lines, "RssAnon:"), Field(lines, "RssFile:"));
    }

    private static long Field(string[] lines, string name) =>
        lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan(name.Length).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture) * 1024
            : 0;
}
