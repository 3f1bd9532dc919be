// One weight matrix of a measurement.
namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>A matrix of <paramref name="K"/> (<c>ne0</c>) by <paramref name="Rows"/>.</summary>
/// <param name="K">Elements of a row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Offset">Where it begins in the weights' memory, a multiple of 64 bytes.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record KernelMatrix(int K, int Rows, long Offset, long Bytes);
