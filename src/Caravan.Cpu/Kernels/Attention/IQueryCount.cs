// How many queries share a load of the cache, known when the kernel is compiled.
namespace Caravan.Cpu;

/// <summary>A number of queries, 1 to 4.</summary>
internal interface IQueryCount
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}
