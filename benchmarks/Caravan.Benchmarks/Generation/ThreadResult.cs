// Everything measured with one number of threads.
using Caravan.Benchmarks.Engines;

namespace Caravan.Benchmarks.Generation;

/// <summary>Measurements of both engines with one number of threads.</summary>
internal sealed class ThreadResult(int threads)
{
    /// <summary>Threads of each engine.</summary>
    internal int Threads { get; } = threads;

    /// <summary>Prompts.</summary>
    internal PairedRuns Prompt { get; } = new();

    /// <summary>Slices of generation.</summary>
    internal PairedRuns Generation { get; } = new();

    /// <summary>Bytes read a second, measured between the slices.</summary>
    internal List<double> Bandwidth { get; } = [];

    /// <summary>Loads of Caravan.</summary>
    internal List<LoadReport> CaravanLoads { get; } = [];

    /// <summary>Loads of llama.cpp.</summary>
    internal List<LoadReport> LlamaLoads { get; } = [];

    /// <summary>Memory of Caravan's process at the end.</summary>
    internal ProcessMemory CaravanMemory { get; set; } = new(0, 0, 0);

    /// <summary>Memory of llama.cpp's process at the end.</summary>
    internal ProcessMemory LlamaMemory { get; set; } = new(0, 0, 0);
}
