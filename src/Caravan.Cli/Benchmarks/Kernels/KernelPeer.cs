// A peer that kernels are compared with.
using Caravan.Cli.Benchmarks.Ggml;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A peer's library, its teams of threads, and the weights it was given last.</summary>
internal sealed class KernelPeer(GgmlLibrary library) : IDisposable
{
    private readonly Dictionary<int, GgmlBackend> backends = [];
    private GgmlWeights? weights;

    /// <summary>The peer's name.</summary>
    internal string Name => library.Name;

    /// <summary>Whether it has functions for one row that can be called alone.</summary>
    internal bool HasDots => GgmlRowDots.AreIn(library);

    /// <summary>Its name and the file that computes.</summary>
    internal string Description => $"{library.Name} ({library.CpuFile})";

    /// <summary>Its name as part of a field's.</summary>
    internal string Key => library.Name.Replace('.', '_');

    /// <summary>Gives it weights in place of the last ones; none where it lacks their type.</summary>
    internal void Take(KernelWeights given)
    {
        weights?.Dispose();
        weights = null;
        weights = given.Matrices.All(matrix => library.Knows(given.Type, matrix.K))
            ? new GgmlWeights(library, given)
            : null;
    }

    /// <summary>Its way through a case with the weights it was given; null where it lacks the type.</summary>
    internal IKernelRun? Product(KernelCase test, float[] values)
    {
        if (weights is null)
        {
            return null;
        }

        if (!backends.TryGetValue(test.Threads, out GgmlBackend? backend))
        {
            backend = new GgmlBackend(library, test.Threads);
            backends.Add(test.Threads, backend);
        }

        return new GgmlProduct(library, backend, weights, test, values);
    }

    /// <summary>Its function for one row, where the case is one column on one thread; null where it has none.</summary>
    internal IKernelRun? Dots(KernelCase test, KernelWeights given, float[] values) =>
        weights is not null && test is { IsBlock: false, Columns: 1, Threads: 1 }
            ? GgmlRowDots.TryCreate(library, given, values)
            : null;

    /// <summary>The kind of memory that the weights are in.</summary>
    internal string Buffer => weights?.BufferName ?? "";

    /// <inheritdoc/>
    public void Dispose()
    {
        weights?.Dispose();
        foreach (GgmlBackend backend in backends.Values)
        {
            backend.Dispose();
        }
    }
}
