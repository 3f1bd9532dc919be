// What Linux tells about processors in its file system.
using System.Globalization;

namespace Caravan.Platform;

/// <summary>Reads <c>/sys/devices/system</c>. What cannot be read counts as not there.</summary>
internal static class LinuxProcessors
{
    /// <summary>Where Linux keeps it.</summary>
    internal const string Root = "/sys/devices/system";

    // The kernel knows of no processor with more entries; a file system that never ends must not hold us up.
    private const int MostCaches = 16;
    private const int MostProcessors = 8192;

    /// <summary>Bytes of the first processor's data or unified cache of a level; 0 for none.</summary>
    internal static long DataCacheBytes(string root, int level)
    {
        for (int index = 0; index < MostCaches; index++)
        {
            string folder = $"{root}/cpu/cpu0/cache/index{index}";
            if (
                ReadText($"{folder}/level") == level.ToString(CultureInfo.InvariantCulture)
                && ReadText($"{folder}/type") is "Data" or "Unified"
            )
            {
                return ReadSize($"{folder}/size");
            }
        }

        return 0;
    }

    /// <summary>Cores, siblings counted once; 0 where Linux does not say.</summary>
    internal static int CoreCount(string root)
    {
        HashSet<string> siblings = [];
        for (
            int i = 0;
            i < MostProcessors && ReadText($"{root}/cpu/cpu{i}/topology/thread_siblings_list") is { } list;
            i++
        )
        {
            siblings.Add(list);
        }

        return siblings.Count;
    }

    /// <summary>A file's text without its end of line; null where there is none.</summary>
    internal static string? ReadText(string path)
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

    // "32K", "1024K", "39424K".
    private static long ReadSize(string path)
    {
        string text = ReadText(path) ?? "";
        int shift =
            text.EndsWith('K') ? 10
            : text.EndsWith('M') ? 20
            : 0;
        return long.TryParse(text.TrimEnd('K', 'M'), CultureInfo.InvariantCulture, out long number)
            ? number << shift
            : 0;
    }
}
