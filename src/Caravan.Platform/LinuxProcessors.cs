// What Linux tells about processors, their memory and its pages in its file system.
using System.Collections.Immutable;
using System.Globalization;

namespace Caravan.Platform;

/// <summary>Reads <c>/sys</c>. What cannot be read counts as not there.</summary>
internal static class LinuxProcessors
{
    /// <summary>Where Linux keeps it.</summary>
    internal const string Root = "/sys";

    // More than there are; a list that never ends must not hold us up.
    private const int MostCaches = 16;
    private const int MostProcessors = 8192;
    private const int MostNodes = 1024;

    /// <summary>Bytes of the first processor's data or unified cache of a level; 0 for none.</summary>
    internal static long DataCacheBytes(string root, int level)
    {
        for (int index = 0; index < MostCaches; index++)
        {
            string folder = $"{root}/devices/system/cpu/cpu0/cache/index{index}";
            if (
                ReadText($"{folder}/level") == level.ToString(CultureInfo.InvariantCulture)
                && ReadText($"{folder}/type") is "Data" or "Unified"
            )
            {
                return ReadSize(ReadText($"{folder}/size"));
            }
        }

        return 0;
    }

    /// <summary>Cores of some processors, siblings counted once; 0 where Linux does not say.</summary>
    internal static int CoreCount(string root, ReadOnlySpan<int> processors)
    {
        HashSet<string> siblings = [];
        foreach (int processor in processors)
        {
            if (ReadText($"{root}/devices/system/cpu/cpu{processor}/topology/thread_siblings_list") is { } list)
            {
                siblings.Add(list);
            }
        }

        return siblings.Count;
    }

    /// <summary>The nodes that are there, in ascending order; empty where Linux does not say.</summary>
    internal static ImmutableArray<NumaNode> NumaNodes(string root)
    {
        string folder = $"{root}/devices/system/node";
        return
        [
            .. ReadList(ReadText($"{folder}/online"), MostNodes)
                .Select(number => new NumaNode(
                    number,
                    ReadList(ReadText($"{folder}/node{number}/cpulist"), MostProcessors),
                    MemoryBytes(ReadText($"{folder}/node{number}/meminfo"))
                )),
        ];
    }

    /// <summary>Huge pages and when they are used.</summary>
    internal static HugePageInfo HugePages(string root)
    {
        const string prefix = "hugepages-";
        string folder = $"{root}/kernel/mm/hugepages";
        string mode = ReadText($"{root}/kernel/mm/transparent_hugepage/enabled") ?? "";
        int open = mode.IndexOf('[', StringComparison.Ordinal);
        int close = mode.IndexOf(']', StringComparison.Ordinal);
        return new HugePageInfo(
            Directory.Exists(folder)
                ?
                [
                    .. Directory
                        .EnumerateDirectories(folder, prefix + "*", new EnumerationOptions())
                        .Select(path =>
                            ReadSize(Path.GetFileName(path)[prefix.Length..].TrimEnd('B').ToUpperInvariant())
                        )
                        .Where(bytes => bytes > 0)
                        .Order(),
                ]
                : [],
            open >= 0 && close > open ? mode[(open + 1)..close] : ""
        );
    }

    /// <summary>A list as Linux writes it: <c>0-3,8,10-11</c>; what does not look like one is left out.</summary>
    internal static ImmutableArray<int> ReadList(string? text, int limit)
    {
        SortedSet<int> numbers = [];
        foreach (string range in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = range.Split('-');
            if (
                ends.Length <= 2
                && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                && last < limit
            )
            {
                for (int number = first; number <= last; number++)
                {
                    numbers.Add(number);
                }
            }
        }

        return [.. numbers];
    }

    // "Node 0 MemTotal:       8131408 kB" is the first line.
    private static long MemoryBytes(string? text)
    {
        string[] words = (text ?? "").Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, _, "MemTotal:", var number, "kB"] ? ReadSize(number + "K") : 0;
    }

    // "32K", "1024K", "39424K".
    private static long ReadSize(string? text)
    {
        int shift =
            text is null ? 0
            : text.EndsWith('K') ? 10
            : text.EndsWith('M') ? 20
            : 0;
        return long.TryParse(text?.TrimEnd('K', 'M'), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number << shift
            : 0;
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
