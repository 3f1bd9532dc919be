// Counts the processor's physical cores, llama.cpp's default number of threads.
namespace Caravan.Platform;

/// <summary>Physical cores that this process may use.</summary>
public static class PhysicalCores
{
    /// <summary>
    /// Cores, counted by what Linux says of siblings among the processors that the calling thread may use; elsewhere all
    /// logical processors up to four and half of more, as llama.cpp does. Never more than <see cref="Environment.ProcessorCount"/>.
    /// </summary>
    public static int Count()
    {
        int logical = Environment.ProcessorCount;
        int cores = SystemCalls.Current.CoreCount(SystemCalls.Current.ThreadAffinity());
        return cores > 0 ? Math.Min(cores, logical)
            : logical <= 4 ? logical
            : logical / 2;
    }
}
