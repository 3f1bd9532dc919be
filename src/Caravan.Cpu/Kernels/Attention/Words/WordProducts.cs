// Products with tiles of words: scores of keys, sums of values.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// Sums inside a block of keys, or over the values of a segment, are integers and exact; each is then scaled and added to the
/// result in one multiply-add, blocks and segments in order. The same to the last bit at every instruction-set level.
/// </summary>
internal abstract unsafe class WordProducts
{
    /// <summary>The products of an instruction-set level.</summary>
    internal static WordProducts Create(InstructionLevel level) =>
        level >= InstructionLevel.Avx512
            ? new VectorWordProducts<Vector512<float>, AttentionVector512>()
            : new VectorWordProducts<Vector256<float>, AttentionVector256>();

    /// <summary>Products of queries with the keys of a segment, without the queries' scales.</summary>
    /// <param name="queries">Words of each query, see <see cref="WordQueries"/>.</param>
    /// <param name="queryStride">Words from one query to the next.</param>
    /// <param name="count">Queries.</param>
    /// <param name="words">A tile of keys.</param>
    /// <param name="scales">[blocks][<see cref="AttentionTile.Size"/>].</param>
    /// <param name="blocks">Blocks of a key.</param>
    /// <param name="scores">[count][<see cref="AttentionTile.Size"/>].</param>
    internal abstract void MultiplyKeys(
        short* queries,
        nint queryStride,
        int count,
        short* words,
        float* scales,
        int blocks,
        float* scores
    );

    /// <summary>Adds the values of a segment, weighted for each query.</summary>
    /// <param name="weights">[blocks][count][<see cref="AttentionTile.Size"/>] words.</param>
    /// <param name="units">[blocks][count]: what a word of the weights counts.</param>
    /// <param name="count">Queries, 1 to <see cref="SmallCounts.Most"/>.</param>
    /// <param name="words">A tile of values.</param>
    /// <param name="blocks">Blocks of a value.</param>
    /// <param name="rows">Positions.</param>
    /// <param name="sums">[count][elements].</param>
    /// <param name="sumStride">Floats from one query's sums to the next.</param>
    internal abstract void AddValues(
        short* weights,
        float* units,
        int count,
        short* words,
        int blocks,
        int rows,
        float* sums,
        nint sumStride
    );

    /// <summary>Makes weights of a segment words, see <see cref="WordWeights{TVector, TOperations}"/>.</summary>
    internal abstract void QuantizeWeights(
        float* weights,
        int count,
        float* scales,
        int blocks,
        short* words,
        float* units
    );
}
