// ROPE in its forms: ik_llama.cpp rotates the end of a head by a flag and may keep cosines and sines in a tensor.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>Raises of ROPE, ROPE_CACHE and ROPE_FAST.</summary>
internal static class RopeRaises
{
    private const int DimensionsWord = 1;
    private const int ModeWord = 2;
    private const int FirstRotatedWord = 15;

    /// <summary>Word 15 becomes the first rotated element: upstream's meaning; a flag in ik_llama.cpp.</summary>
    internal static void PrepareRope(ParsedGraph graph, int position)
    {
        ref TensorDescriptor node = ref graph.Descriptor(position);
        node.Parameters[0] = 0;
        node.Parameters[3] = 0;
        if (graph.Dialect.Family != DialectFamily.Ik)
        {
            return;
        }

        bool isFlipped = node.Parameters[FirstRotatedWord] == 1;
        node.Parameters[FirstRotatedWord] = 0;
        if (isFlipped && (RopeMode)node.Parameters[ModeWord] is RopeMode.Normal or RopeMode.Neox)
        {
            graph.Mark(position, TensorMarks.ShapesStructure);
            // Extents are below 2^32: whatever leaves the range of the word is no head.
            long first = graph.Shape(position).Ne0 - node.Parameters[DimensionsWord];
            node.Parameters[FirstRotatedWord] = (int)Math.Clamp(first, -1, int.MaxValue);
        }
    }

    /// <summary>Keeps the positions for the ROPE_FAST that read the cache; nobody else reads it.</summary>
    internal static void RaiseCache(Raising raising)
    {
        GraphTensor positions = raising.Source(0);
        GraphTensor? factors = raising.OptionalSource(1);
        if ((RopeMode)raising.Parameters[ModeWord] is not (RopeMode.Normal or RopeMode.Neox))
        {
            throw raising.Refusal($"has rope mode {raising.Parameters[ModeWord]}, for which there are no caches");
        }

        GraphTensor copy = raising.Scratch(GraphOp.Dup, positions.Type, raising.SourcePlace(0), default, positions);
        raising.RopeCaches[raising.Node] = new RopeCacheValues(copy, factors, raising.Parameters);
    }

    /// <summary>A ROPE by what the cache was made of.</summary>
    internal static void RaiseFast(Raising raising)
    {
        GraphTensor source = raising.Source(0);
        if (!raising.RopeCaches.TryGetValue(raising.SourcePlace(1), out RopeCacheValues? cache))
        {
            throw raising.Refusal("its ROPE_CACHE is not made in the same graph; start the client without -rcache");
        }

        bool fits =
            raising.Parameters[0] == cache.Parameters[DimensionsWord]
            && raising.Parameters[1] == cache.Parameters[ModeWord];
        if (!fits)
        {
            throw raising.Refusal("its dimensions or mode differ from those of its ROPE_CACHE");
        }

        raising.Result(GraphOp.Rope, cache.Parameters, source, cache.Positions, cache.Factors);
    }
}
