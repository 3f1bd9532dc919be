// Counts the processor's physical cores, llama.cpp's default number of threads.
namespace Caravan.Cli.Running;

/// <summary>Physical cores that this process may use.</summary>
internal static class PhysicalCores
{
    private const string Processors = "/sys/devices/system/cpu";

    /// <summary>
    /// Cores, counted by what Linux says of siblings; elsewhere all logical processors up to four and half of more, as
    /// llama.cpp does. Never more than the processors that this process may use.
    /// </summary>
    internal static int Count()
    {
        int logical = Environment.ProcessorCount;
        int cores = CountSiblingLists();
        return cores > 0 ? Math.Min(cores, logical)
            : logical <= 4 ? logical
            : logical / 2;
    }

    private static int CountSiblingLists()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        HashSet<string> siblings = [];
        try
        {
            for (int i = 0; ; i++)
            {
                string path = $"{Processors}/cpu{i}/topology/thread_siblings_list";
                if (!File.Exists(path))
                {
                    return siblings.Count;
                }

                siblings.Add(File.ReadAllText(path));
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
