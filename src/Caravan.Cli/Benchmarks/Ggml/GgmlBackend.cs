// ggml's CPU backend with a team of threads.

namespace Caravan.Cli.Benchmarks.Ggml;

/// <summary>Computes graphs as the peer's own programs do: where it has lasting teams of threads, with one.</summary>
internal sealed unsafe class GgmlBackend : IDisposable
{
    // ggml_threadpool_params: a mask of 512 processors and five words; room to spare.
    private const int ThreadParameterBytes = 1024;

    // Threads of OpenMP look for work for some milliseconds before they sleep.
    private const int RestMilliseconds = 5;

    private readonly GgmlLibrary library;
    private readonly nint team;

    /// <summary>Makes a backend.</summary>
    /// <exception cref="GgmlException">The library makes none.</exception>
    internal GgmlBackend(GgmlLibrary library, int threads)
    {
        this.library = library;
        Handle = ((delegate* unmanaged<nint>)library["ggml_backend_cpu_init"])();
        if (Handle == 0)
        {
            throw new GgmlException($"{library.Name} makes no CPU backend");
        }

        ((delegate* unmanaged<nint, int, void>)library["ggml_backend_cpu_set_n_threads"])(Handle, threads);
        if (library.TryGet("ggml_threadpool_new") is not 0 and nint make)
        {
            byte* parameters = stackalloc byte[ThreadParameterBytes];
            new Span<byte>(parameters, ThreadParameterBytes).Clear();
            ((delegate* unmanaged<byte*, int, void>)library["ggml_threadpool_params_init"])(parameters, threads);
            team = ((delegate* unmanaged<byte*, nint>)make)(parameters);
            ((delegate* unmanaged<nint, nint, void>)library["ggml_backend_cpu_set_threadpool"])(Handle, team);
            Rest();
        }
    }

    /// <summary>The peer's handle.</summary>
    internal nint Handle { get; }

    /// <summary>Computes a graph.</summary>
    /// <exception cref="GgmlException">The peer says that it failed.</exception>
    internal void Compute(nint graph)
    {
        int status = ((delegate* unmanaged<nint, nint, int>)library["ggml_backend_graph_compute"])(Handle, graph);
        if (status != 0)
        {
            throw new GgmlException($"{library.Name} computes with status {status}, expected 0");
        }
    }

    /// <summary>Lets the threads sleep, so that they take nothing from who runs next; a computation wakes them.</summary>
    internal void Rest()
    {
        if (team != 0)
        {
            ((delegate* unmanaged<nint, void>)library["ggml_threadpool_pause"])(team);
        }

        Thread.Sleep(RestMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ((delegate* unmanaged<nint, void>)library["ggml_backend_free"])(Handle);
        if (team != 0)
        {
            ((delegate* unmanaged<nint, void>)library["ggml_threadpool_free"])(team);
        }
    }
}
