// One engine's way through a measurement.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>Products that are ready to run, over and over.</summary>
internal interface IKernelRun : IDisposable
{
    /// <summary>Computes all products once.</summary>
    void Run();

    /// <summary>Lets threads that still look for work sleep.</summary>
    void Rest();

    /// <summary>The first floats of the first product's (or the block's) result.</summary>
    void Read(Span<float> result);
}
