// The values of a segment, weighted and added up.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Adds the values of a segment to the sums of queries. Holds no state, so that any number of threads may share one.</summary>
internal abstract unsafe class SegmentValues
{
    /// <summary>Scratch bytes that reading the cache needs.</summary>
    internal abstract int ReadingBytes { get; }

    /// <summary>How many of so many lines that are fetched ahead are left for the time between values, for each query.</summary>
    internal virtual int LinesBetween(int lines, int queries) => 0;

    /// <summary>Values of <paramref name="length"/> elements of a type at an instruction-set level.</summary>
    internal static SegmentValues Create(
        TensorType type,
        int length,
        AttentionProducts products,
        InstructionLevel level
    ) =>
        WordCacheReader.TryCreate(type, length, level) is { } words
            ? new WordValues(words, length, level)
            : new FloatValues(CacheRowReader.Create(type, length, level), products);

    /// <summary>Adds the values, weighted for some queries side by side in the workspace.</summary>
    /// <param name="value">First value.</param>
    /// <param name="rowStride">Bytes from value to value.</param>
    /// <param name="length">Values, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="first">First query.</param>
    /// <param name="count">Queries.</param>
    /// <param name="space">Weights, which are the scores of old, sums and the tiles of values.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="isRead">Whether the tiles hold these values.</param>
    internal abstract void Add(
        byte* value,
        nint rowStride,
        int length,
        int first,
        int count,
        in AttentionWorkspace space,
        ref RowFetcher ahead,
        ref bool isRead
    );
}
