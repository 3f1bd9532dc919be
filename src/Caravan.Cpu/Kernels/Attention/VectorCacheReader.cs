// Rows of a cache into tiles, a vector at a time.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Reads rows of one format at one vector width.</summary>
internal sealed unsafe class VectorCacheReader<TVector, TOperations, TFormat> : CacheRowReader
    where TVector : struct
    where TOperations : IAttentionVector<TVector>
    where TFormat : ICacheFormat<TVector>
{
    private const int Size = AttentionTile.Size;

    private const int MostChunkBytes = 64;
    private const int MostLanes = 16;
    private const int LineBytes = 64;

    // As many lines as the chunks of a vector of rows fill.
    private static readonly int LinesPerChunk = TOperations.Lanes * TFormat.ChunkBytes / LineBytes;

    private readonly SpecialRows special;
    private readonly int length;
    private readonly int rowBytes;
    private readonly int tileBytes;

    internal VectorCacheReader(TensorType type, int length)
    {
        special = new SpecialRows(type, length);
        this.length = length;
        rowBytes = checked((int)TensorTypes.Get(type).RowBytes(length));
        tileBytes = (int)TensorTypes.Get(type).RowBytes(Size);
    }

    /// <inheritdoc/>
    internal override void ReadKeys(byte* source, nint rowStride, int rows, float* tiles, byte* scratch)
    {
        nint* places = stackalloc nint[Size];
        FindPlaces(rowStride, rows, places);
        TVector found = default;
        int whole = length / TFormat.ChunkElements;
        for (int chunk = 0; chunk < whole; chunk++)
        {
            ReadKeyChunk(source + chunk * TFormat.ChunkBytes, places, rows, ColumnsOf(tiles, chunk), ref found);
        }

        if (whole * TFormat.ChunkElements < length)
        {
            ReadLastKeyChunk(source, places, rows, ColumnsOf(tiles, whole), whole * TFormat.ChunkBytes, ref found);
        }

        if (TFormat.IsSpecial(found))
        {
            special.ReadKeys(source, rowStride, rows, tiles);
        }
    }

    /// <inheritdoc/>
    internal override bool TryMultiplyKeys(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        float* queries,
        nint queryStride,
        int count,
        float* scores,
        float* tiles
    )
    {
        if (length % TFormat.ChunkElements != 0)
        {
            return false;
        }

        nint* places = stackalloc nint[Size];
        FindPlaces(rowStride, rows, places);
        return count switch
        {
            1 => Multiply<SmallCounts.One>(source, places, rows, ref ahead, queries, queryStride, scores, tiles),
            2 => Multiply<SmallCounts.Two>(source, places, rows, ref ahead, queries, queryStride, scores, tiles),
            3 => Multiply<SmallCounts.Three>(source, places, rows, ref ahead, queries, queryStride, scores, tiles),
            _ => Multiply<SmallCounts.Four>(source, places, rows, ref ahead, queries, queryStride, scores, tiles),
        };
    }

    /// <inheritdoc/>
    internal override void ReadValues(byte* source, nint rowStride, int rows, float* tiles, byte* scratch)
    {
        TVector found = default;
        byte* last = stackalloc byte[MostChunkBytes];
        for (int start = 0; start < length; start += Size, tiles += AttentionTile.Floats)
        {
            int count = Math.Min(Size, length - start);
            int whole = count / TFormat.ChunkElements;
            int wholeElements = whole * TFormat.ChunkElements;
            byte* row = source + start / Size * tileBytes;
            float* place = tiles;
            for (int i = 0; i < rows; i++, row += rowStride, place += Size)
            {
                RowProducts<TVector, TOperations, TFormat>.Read(row, wholeElements, place, ref found);
                if (wholeElements < count)
                {
                    int read = start / Size * tileBytes + whole * TFormat.ChunkBytes;
                    CopyLast(row + whole * TFormat.ChunkBytes, rowBytes - read, last);
                    RowProducts<TVector, TOperations, TFormat>.Read(
                        last,
                        TFormat.ChunkElements,
                        place + wholeElements,
                        ref found
                    );
                }
            }
        }

        if (TFormat.IsSpecial(found))
        {
            tiles -= AttentionTile.Count(length) * AttentionTile.Floats;
            special.ReadValues(source, rowStride, rows, tiles);
        }
    }

    /// <inheritdoc/>
    internal override bool TryAddValues(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        float* weights,
        int count,
        float* sums,
        nint sumStride
    ) =>
        length % (2 * TOperations.Lanes) == 0
        && count switch
        {
            1 => AddValues<SmallCounts.One>(source, rowStride, rows, ref ahead, weights, sums, sumStride),
            2 => AddValues<SmallCounts.Two>(source, rowStride, rows, ref ahead, weights, sums, sumStride),
            3 => AddValues<SmallCounts.Three>(source, rowStride, rows, ref ahead, weights, sums, sumStride),
            _ => AddValues<SmallCounts.Four>(source, rowStride, rows, ref ahead, weights, sums, sumStride),
        };

    // Missing rows of the last vector repeat the last one; nobody looks at what becomes of them.
    private static void FindPlaces(nint rowStride, int rows, nint* places)
    {
        nint place = 0;
        for (int i = 0; i < rows; i++, place += rowStride)
        {
            places[i] = place;
        }

        for (int i = rows; i < Size; i++)
        {
            places[i] = place - rowStride;
        }
    }

    private bool Multiply<TCount>(
        byte* source,
        nint* places,
        int rows,
        ref RowFetcher ahead,
        float* queries,
        nint queryStride,
        float* scores,
        float* words
    )
        where TCount : ISmallCount
    {
        TVector found = default;
        int chunks = length / TFormat.ChunkElements;
        for (int i = 0; i < rows; i += TOperations.Lanes)
        {
            byte* chunk = source;
            float* place = words;
            for (int j = 0; j < chunks; j++, chunk += TFormat.ChunkBytes)
            {
                TOperations.Transpose<TFormat>(chunk, places + i, ref found, place);
                place += TOperations.Lanes * TOperations.Lanes;
                ahead.Fetch(LinesPerChunk);
            }

            ColumnProducts<TVector, TOperations, TFormat>.Multiply<TCount>(
                words,
                chunks * TOperations.Lanes,
                queries,
                queryStride,
                scores + i
            );
        }

        return !TFormat.IsSpecial(found);
    }

    private bool AddValues<TCount>(
        byte* source,
        nint rowStride,
        int rows,
        ref RowFetcher ahead,
        float* weights,
        float* sums,
        nint sumStride
    )
        where TCount : ISmallCount
    {
        TVector found = default;
        for (int start = 0; start < length; start += 2 * TOperations.Lanes, source += 2 * TFormat.VectorBytes)
        {
            RowProducts<TVector, TOperations, TFormat>.AddTwoVectors<TCount>(
                source,
                rowStride,
                rows,
                weights,
                sums + start,
                sumStride,
                ref ahead,
                ref found
            );
        }

        return !TFormat.IsSpecial(found);
    }

    private static float* ColumnsOf(float* tiles, int chunk) => tiles + (nint)chunk * TFormat.ChunkElements * Size;

    // Bounds: each place holds a whole chunk.
    private static void ReadKeyChunk(byte* source, nint* places, int rows, float* columns, ref TVector found)
    {
        float* words = stackalloc float[MostLanes * MostLanes];
        for (int i = 0; i < rows; i += TOperations.Lanes)
        {
            TOperations.Transpose<TFormat>(source, places + i, ref found, words);
            ColumnProducts<TVector, TOperations, TFormat>.Store(words, columns + i);
        }
    }

    // The end of each row is copied so that no byte beyond it is read; what is behind it gives columns that nobody uses.
    private void ReadLastKeyChunk(byte* source, nint* places, int rows, float* columns, int start, ref TVector found)
    {
        byte* copies = stackalloc byte[MostLanes * MostChunkBytes];
        nint* copyPlaces = stackalloc nint[MostLanes];
        for (int i = 0; i < TOperations.Lanes; i++)
        {
            copyPlaces[i] = i * MostChunkBytes;
        }

        for (int i = 0; i < rows; i += TOperations.Lanes)
        {
            for (int j = 0; j < TOperations.Lanes; j++)
            {
                CopyLast(source + places[i + j] + start, rowBytes - start, copies + copyPlaces[j]);
            }

            ReadKeyChunk(copies, copyPlaces, TOperations.Lanes, columns + i, ref found);
        }
    }

    // Zeros behind the bytes up to a whole chunk.
    private static void CopyLast(byte* source, int bytes, byte* destination)
    {
        new Span<byte>(destination, MostChunkBytes).Clear();
        new ReadOnlySpan<byte>(source, bytes).CopyTo(new Span<byte>(destination, MostChunkBytes));
    }
}
