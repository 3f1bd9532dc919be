// What is said of the machine above every table.
using System.Globalization;
using Caravan.Cpu;

namespace Caravan.Benchmarks;

/// <summary>Facts of the machine and how busy others keep it.</summary>
internal static class MachineFacts
{
    /// <summary>Processor, cores and instruction sets.</summary>
    internal static string Processor
    {
        get
        {
            using CpuDevice device = new(1);
            return $"{device.Info.Description}, {Environment.ProcessorCount} cores, {CpuFeatures.Names}";
        }
    }

    /// <summary>Runnable threads of all processes over the last minute, or a dash where the system does not say.</summary>
    internal static string LoadAverage =>
        File.Exists("/proc/loadavg")
            ? File.ReadAllText("/proc/loadavg").Split(' ')[0].ToString(CultureInfo.InvariantCulture)
            : "-";
}
