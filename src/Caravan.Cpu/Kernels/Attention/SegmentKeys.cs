// The keys of a segment and what queries make of them.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Makes scores of queries and the keys of a segment. Holds no state, so that any number of threads may share one.</summary>
internal abstract unsafe class SegmentKeys
{
    /// <summary>Scratch bytes that reading the cache needs.</summary>
    internal abstract int ReadingBytes { get; }

    /// <summary>How many of so many lines that are fetched ahead are left for the time between keys, for each query.</summary>
    internal virtual int LinesBetween(int lines, int queries) => 0;

    /// <summary>Keys of <paramref name="length"/> elements of a type at an instruction-set level.</summary>
    internal static SegmentKeys Create(
        TensorType type,
        int length,
        AttentionProducts products,
        InstructionLevel level
    ) =>
        WordCacheReader.TryCreate(type, length, level) is { } words
            ? new WordKeys(words, length, level)
            : new FloatKeys(CacheRowReader.Create(type, length, level), length, products);

    /// <summary>Brings a query into the form that is multiplied.</summary>
    /// <param name="query">Its elements.</param>
    /// <param name="place">Receives it; as many bytes.</param>
    /// <returns>What its products are to be multiplied by.</returns>
    internal abstract float Prepare(float* query, float* place);

    /// <summary>Computes the scores of some queries side by side in the workspace.</summary>
    /// <param name="key">First key.</param>
    /// <param name="rowStride">Bytes from key to key.</param>
    /// <param name="length">Keys, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="first">First query.</param>
    /// <param name="count">Queries.</param>
    /// <param name="space">Queries, scores and the tiles of keys.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="isRead">Whether the tiles hold these keys.</param>
    internal abstract void Multiply(
        byte* key,
        nint rowStride,
        int length,
        int first,
        int count,
        in AttentionWorkspace space,
        ref RowFetcher ahead,
        ref bool isRead
    );
}
