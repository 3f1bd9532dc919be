// What "caravan cpu" prints.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Caravan.Cpu;
using Caravan.Platform;

namespace Caravan.Cli.Running;

/// <summary>The processor in lines of a name and a value each.</summary>
internal static class CpuReport
{
    private const double Gibibyte = 1L << 30;
    private const string Unknown = "not known";

    /// <summary>All lines.</summary>
    internal static string Render()
    {
        CpuFacts facts = CpuFacts.Current;
        int[] allowed = SystemCalls.Current.ThreadAffinity();
        HugePageInfo pages = SystemCalls.Current.HugePages();
        StringBuilder text = new();
        text.Append("offered\n");
        Line("processor", Processor(facts));
        Line("cores", Cores(allowed));
        Line("instruction sets", Or(string.Join(' ', facts.InstructionSets.Select(CpuInstructionSets.Name))));
        Line("caches", Or(string.Join(", ", facts.Caches.Select(Cache))));
        foreach (NumaNode node in SystemCalls.Current.NumaNodes())
        {
            Line(
                $"NUMA node {node.Number}",
                $"processors {Or(RangeText(node.Processors.AsSpan()))}, {Gibibytes(node.MemoryBytes)}"
            );
        }

        Line("pages", Pages(pages));
        Line("memory", Gibibytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
        text.Append("used\n");
        Line("kernels", $"{CpuKernels.Level.ToString().ToLowerInvariant()} ({Or(CpuFeatures.Names)})");
        Line("assembled", CpuKernels.WhyNotAssembled ?? "matrix products with AVX512-VNNI");
        Line("threads", $"{PhysicalCores.Count()} where -t says nothing");
        Line("runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}");
        return text.ToString();

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name, -18}{value}\n");
    }

    /// <summary>Numbers in ascending order as ranges: <c>0-3,8</c>.</summary>
    internal static string RangeText(ReadOnlySpan<int> numbers)
    {
        StringBuilder text = new();
        for (int first = 0; first < numbers.Length; )
        {
            int last = first;
            while (last + 1 < numbers.Length && numbers[last + 1] == numbers[last] + 1)
            {
                last++;
            }

            text.Append(text.Length > 0 ? "," : "").Append(numbers[first]);
            if (last > first)
            {
                text.Append('-').Append(numbers[last]);
            }

            first = last + 1;
        }

        return text.ToString();
    }

    private static string Processor(CpuFacts facts) =>
        facts.Vendor.Length == 0
            ? facts.Name
            : $"{facts.Name} ({facts.Vendor}, family {facts.Family}, model {facts.Model}, stepping {facts.Stepping})";

    private static string Cores(int[] allowed)
    {
        int cores = SystemCalls.Current.CoreCount(allowed);
        string processors = $"{Environment.ProcessorCount} logical processors for this process";
        return (cores > 0 ? $"{cores} cores, " : "")
            + (allowed.Length > 0 ? $"{processors} ({RangeText(allowed)})" : processors);
    }

    private static string Cache(CpuCache cache)
    {
        string kind = cache.Kind switch
        {
            CpuCacheKind.Data => "d",
            CpuCacheKind.Instruction => "i",
            _ => "",
        };
        string ways = cache.Ways > 0 ? $" ({cache.Ways} ways, lines of {cache.LineBytes} bytes)" : "";
        return $"L{cache.Level}{kind} {cache.Bytes >> 10} KiB{ways}";
    }

    private static string Pages(HugePageInfo pages)
    {
        string huge = string.Join(", ", pages.Sizes.Select(PageSize));
        return PageSize(SystemCalls.Current.PageBytes)
            + (huge.Length > 0 ? $"; huge pages of {huge}" : "")
            + (pages.TransparentMode.Length > 0 ? $"; transparent ones: {pages.TransparentMode}" : "");
    }

    private static string PageSize(long bytes) =>
        bytes >= 1 << 30 ? $"{bytes >> 30} GiB"
        : bytes >= 1 << 20 ? $"{bytes >> 20} MiB"
        : $"{bytes >> 10} KiB";

    private static string Gibibytes(long bytes) =>
        bytes <= 0 ? "memory " + Unknown : string.Create(CultureInfo.InvariantCulture, $"{bytes / Gibibyte:F1} GiB");

    private static string Or(string text) => text.Length > 0 ? text : Unknown;
}
