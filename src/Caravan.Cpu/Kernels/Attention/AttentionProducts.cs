// The arithmetic of one segment: products with a tile, scaled and masked scores, exponentials, sums.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// Arithmetic over segments of <see cref="AttentionTile.Size"/> positions. Every result element is a chain in one fixed
/// order, the same at every vector width; lanes are positions (scores) or elements of the value (sums).
/// </summary>
internal abstract unsafe class AttentionProducts
{
    /// <summary>The arithmetic of an instruction-set level.</summary>
    internal static AttentionProducts Create(InstructionLevel level) =>
        level >= InstructionLevel.Avx512
            ? new VectorAttentionProducts<Vector512<float>, AttentionVector512>()
            : new VectorAttentionProducts<Vector256<float>, AttentionVector256>();

    /// <summary>
    /// Products of <paramref name="rows"/> rows of <paramref name="depth"/> factors with the rows of a tile: each result
    /// element adds up factor times tile element in the order of the tile's rows.
    /// </summary>
    /// <param name="factors">[rows][depth].</param>
    /// <param name="factorStride">Floats from one row of factors to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="tile">[depth][<see cref="AttentionTile.Size"/>].</param>
    /// <param name="depth">Rows of the tile, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="columns">Columns of the tile, in steps of <see cref="AttentionTile.ColumnStep"/>.</param>
    /// <param name="results">[rows][columns].</param>
    /// <param name="resultStride">Floats from one row of results to the next.</param>
    /// <param name="accumulate">Whether products are added to the results, which are overwritten otherwise.</param>
    internal abstract void Multiply(
        float* factors,
        nint factorStride,
        int rows,
        float* tile,
        int depth,
        int columns,
        float* results,
        nint resultStride,
        bool accumulate
    );

    /// <summary>Scales, caps and masks scores in place; positions from <paramref name="length"/> on become -infinity.</summary>
    /// <param name="scores"><see cref="AttentionTile.Size"/> scores.</param>
    /// <param name="length">Positions there are.</param>
    /// <param name="mask"><paramref name="length"/> F16 elements, or null where nothing is masked.</param>
    /// <param name="slope">Factor of the mask.</param>
    /// <param name="scale">Factor of the scores.</param>
    /// <param name="softCap">Cap, or 0.</param>
    /// <returns>The largest score.</returns>
    internal abstract float Mask(float* scores, int length, ushort* mask, float slope, float scale, float softCap);

    /// <summary>Replaces a segment's scores by <c>exp(score - maximum)</c> and returns their sum.</summary>
    internal abstract float Exponentials(float* scores, float maximum);

    /// <summary>Multiplies <paramref name="count"/> floats, a multiple of <see cref="AttentionTile.ColumnStep"/>.</summary>
    internal abstract void Scale(float* values, int count, float factor);

    /// <summary>sums * keep + others * add, over a multiple of <see cref="AttentionTile.ColumnStep"/> floats.</summary>
    internal abstract void Blend(float* sums, float keep, float* others, float add, int count);
}
