// Makes rows of a KV cache of any type F32, in tiles.
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Decodes head rows of a cache of one type. Holds no state, so that any number of threads may share one.</summary>
internal abstract unsafe class CacheRowReader
{
    /// <summary>Bytes of scratch memory that a call needs.</summary>
    internal virtual int ScratchBytes => 0;

    /// <summary>The reader of rows of <paramref name="length"/> elements for an instruction-set level.</summary>
    internal static CacheRowReader Create(TensorType type, int length, InstructionLevel level) =>
        level switch
        {
            >= InstructionLevel.Avx512 => Create<Vector512<float>, AttentionVector512>(type, length),
            InstructionLevel.Avx2 => Create<Vector256<float>, AttentionVector256>(type, length),
            _ => new DecodingCacheReader(type, length, new ScalarCacheReader(length)),
        };

    /// <summary>Decodes keys: positions side by side.</summary>
    /// <param name="source">First row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="tiles">[elements, in whole tiles][<see cref="AttentionTile.Size"/>]; places without a row or element are undefined.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes.</param>
    internal abstract void ReadKeys(byte* source, nint rowStride, int rows, float* tiles, byte* scratch);

    /// <summary>
    /// Products of a few queries with keys as they are read: for up to <see cref="SmallCounts.Most"/> queries cheaper than
    /// tiles, equal to the last bit.
    /// </summary>
    /// <param name="source">First row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="queries">[count][elements].</param>
    /// <param name="queryStride">Floats from one query to the next.</param>
    /// <param name="count">Queries.</param>
    /// <param name="scores">[count][<see cref="AttentionTile.Size"/>]; undefined without a row.</param>
    /// <param name="tiles">Scratch memory, as much as the tiles of <see cref="ReadKeys"/>.</param>
    /// <returns>False where it cannot: the caller takes tiles.</returns>
    internal virtual bool TryMultiplyKeys(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        float* queries,
        nint queryStride,
        int count,
        float* scores,
        float* tiles
    ) => false;

    /// <summary>Adds values, weighted for each of a few queries, as they are read; as <see cref="TryMultiplyKeys"/>.</summary>
    /// <param name="source">First row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="weights">[count][<see cref="AttentionTile.Size"/>].</param>
    /// <param name="count">Queries.</param>
    /// <param name="sums">[count][elements].</param>
    /// <param name="sumStride">Floats from one query's sums to the next.</param>
    /// <returns>False where it cannot; the sums are undefined then.</returns>
    internal virtual bool TryAddValues(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        float* weights,
        int count,
        float* sums,
        nint sumStride
    ) => false;

    /// <summary>Decodes values: elements side by side.</summary>
    /// <param name="source">First row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="rows">Rows, 1 to <see cref="AttentionTile.Size"/>.</param>
    /// <param name="tiles">Tiles of [rows][<see cref="AttentionTile.Size"/>]; places without a row or element are undefined.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/> bytes.</param>
    internal abstract void ReadValues(byte* source, nint rowStride, int rows, float* tiles, byte* scratch);

    private static CacheRowReader Create<TVector, TOperations>(TensorType type, int length)
        where TVector : struct
        where TOperations : IAttentionVector<TVector> =>
        type switch
        {
            TensorType.F32 => new VectorCacheReader<TVector, TOperations, SingleCache<TVector, TOperations>>(
                type,
                length
            ),
            TensorType.F16 => new VectorCacheReader<TVector, TOperations, HalfCache<TVector, TOperations>>(
                type,
                length
            ),
            TensorType.BF16 => new VectorCacheReader<TVector, TOperations, BFloat16Cache<TVector, TOperations>>(
                type,
                length
            ),
            _ => new DecodingCacheReader(
                type,
                length,
                new VectorCacheReader<TVector, TOperations, SingleCache<TVector, TOperations>>(TensorType.F32, length)
            ),
        };
}
