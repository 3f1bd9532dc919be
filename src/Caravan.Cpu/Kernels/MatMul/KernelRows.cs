// Weight rows of one call of a kernel.
namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>Rows that are multiplied together, and where the calling thread reads on after them.</summary>
/// <param name="first">The first weight row (of the first bundle).</param>
/// <param name="stride">Bytes from row to row; bundles are as many times as far apart as they have rows.</param>
/// <param name="count">Rows, a multiple of the kernel's bundle.</param>
/// <param name="next">What the thread will probably read after these rows, for fetching ahead: any address; null for what lies behind them.</param>
internal readonly unsafe struct KernelRows(byte* first, nint stride, int count, byte* next = null)
{
    /// <summary>The first weight row (of the first bundle).</summary>
    internal byte* First { get; } = first;

    /// <summary>Bytes from row to row.</summary>
    internal nint Stride { get; } = stride;

    /// <summary>Rows.</summary>
    internal int Count { get; } = count;

    /// <summary>Where fetching goes on behind the last row.</summary>
    internal byte* Next { get; } = next == null ? first + (count * stride) : next;
}
