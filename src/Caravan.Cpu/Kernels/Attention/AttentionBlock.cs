// Which queries a task computes.
namespace Caravan.Cpu;

/// <summary>The same run of queries for some key-value heads one after another.</summary>
/// <param name="FirstHead">First key-value head.</param>
/// <param name="Heads">Key-value heads.</param>
/// <param name="First">First query of each head.</param>
/// <param name="Count">Queries of each head; all of them together are at most <see cref="AttentionKernel.QueriesPerTask"/>.</param>
internal readonly record struct AttentionBlock(int FirstHead, int Heads, int First, int Count)
{
    /// <summary>Queries of all heads.</summary>
    internal int Queries => Heads * Count;
}
