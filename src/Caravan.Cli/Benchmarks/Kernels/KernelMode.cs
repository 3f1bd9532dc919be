// What "bench cpu" measures.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>What is multiplied.</summary>
internal enum KernelMode
{
    /// <summary>One matrix.</summary>
    Product,

    /// <summary>A feed-forward block: gate, up and down with the activation between them.</summary>
    Block,
}
