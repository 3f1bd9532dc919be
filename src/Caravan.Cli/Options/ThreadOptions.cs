// Options about threads and kernels.
namespace Caravan.Cli.Options;

/// <summary>Threads, in llama.cpp's spellings.</summary>
internal static class ThreadOptions
{
    internal const int MostThreads = 1024;

    internal static readonly ValueOption<int> Threads = Count("-t --threads", "LLAMA_ARG_THREADS");

    internal static readonly ValueOption<int> BatchThreads = new(
        "-tb --threads-batch",
        "N",
        ThreadCount,
        -1,
        "threads for prompts and batches (default: as many as -t)"
    );

    internal static readonly OptionGroup Group = new(
        "threads and kernels",
        [Threads, BatchThreads, KernelOptions.Kernels, .. AffinityOptions.All]
    );

    /// <summary>An option for the number of threads.</summary>
    internal static ValueOption<int> Count(string names, string? variable) =>
        new(
            names,
            "N",
            ThreadCount,
            -1,
            "threads (default: the processor's physical cores; 0 or less: all logical ones)"
        )
        {
            Environment = variable,
        };

    private static int ThreadCount(string text)
    {
        int count = ValueParsers.Integer(int.MinValue, MostThreads)(text);
        return count <= 0 ? Environment.ProcessorCount : count;
    }
}
