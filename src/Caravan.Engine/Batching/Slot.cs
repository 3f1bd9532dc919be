// A place for one request at a time, with what its last one left in the cache.
namespace Caravan.Engine.Batching;

/// <summary>A slot.</summary>
internal sealed class Slot(int index, CachedSequence sequence)
{
    /// <summary>Number of the slot.</summary>
    internal int Index { get; } = index;

    /// <summary>Its tokens.</summary>
    internal CachedSequence Sequence { get; } = sequence;

    /// <summary>The request that it computes, or null.</summary>
    internal Generation? Generation { get; set; }

    /// <summary>Times and counts of its last request; null before the first.</summary>
    internal GenerationTimings? Timings { get; set; }

    /// <summary>Number of the request that used it last; 0 for none.</summary>
    internal long LastUse { get; set; }

    /// <summary>Leading tokens of a prompt that are cached, its last token left out: that has to be computed.</summary>
    internal int CommonPrefix(ReadOnlySpan<int> prompt) => Sequence.Cached.CommonPrefixLength(prompt[..^1]);
}
