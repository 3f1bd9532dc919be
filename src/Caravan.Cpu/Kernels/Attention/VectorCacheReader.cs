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

    // The largest chunk: two blocks of Q8_0.
    private const int MostChunkBytes = 80;
    private const int MostLanes = 16;
    private const int MostChunkScales = 2;

    private readonly TensorType type;
    private readonly int length;
    private readonly int rowBytes;
    private readonly int tileBytes;

    internal VectorCacheReader(TensorType type, int length)
    {
        this.type = type;
        this.length = length;
        rowBytes = checked((int)TensorTypes.Get(type).RowBytes(length));
        tileBytes = (int)TensorTypes.Get(type).RowBytes(Size);
    }

    /// <inheritdoc/>
    internal override void ReadKeys(byte* source, nint rowStride, int rows, float* tiles, byte* scratch)
    {
        // Missing rows of the last vector repeat the last one; nobody looks at what becomes of them.
        nint* places = stackalloc nint[Size];
        for (int i = 0; i < Size; i++)
        {
            places[i] = Math.Min(i, rows - 1) * rowStride;
        }

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
            ReadSpecial(source, rowStride, rows, tiles, isKey: true);
        }
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
                if (whole > 0)
                {
                    TFormat.ReadRow(row, wholeElements, place, ref found);
                }

                if (wholeElements < count)
                {
                    CopyLast(row + whole * TFormat.ChunkBytes, rowBytes - start / Size * tileBytes - whole * TFormat.ChunkBytes, last);
                    TFormat.ReadRow(last, TFormat.ChunkElements, place + wholeElements, ref found);
                }
            }
        }

        if (TFormat.IsSpecial(found))
        {
            ReadSpecial(source, rowStride, rows, tiles - AttentionTile.Count(length) * AttentionTile.Floats, isKey: false);
        }
    }

    private static float* ColumnsOf(float* tiles, int chunk) => tiles + (nint)chunk * TFormat.ChunkElements * Size;

    // Bounds: each place holds a whole chunk.
    private static void ReadKeyChunk(byte* source, nint* places, int rows, float* columns, ref TVector found)
    {
        float* scales = stackalloc float[MostChunkScales * Size];
        ReadScales(source, places, rows, scales);
        for (int i = 0; i < rows; i += TOperations.Lanes)
        {
            TOperations.Transpose<TFormat>(source, places + i, columns + i, scales + i, ref found);
        }
    }

    private static void ReadScales(byte* source, nint* places, int rows, float* scales)
    {
        if (TFormat.ChunkScales == 0)
        {
            return;
        }

        int blockBytes = TFormat.ChunkBytes / TFormat.ChunkScales;
        int rounded = (rows + TOperations.Lanes - 1) / TOperations.Lanes * TOperations.Lanes;
        for (int block = 0; block < TFormat.ChunkScales; block++, source += blockBytes, scales += Size)
        {
            for (int i = 0; i < rounded; i++)
            {
                scales[i] = HalfRows.ToSingle(*(ushort*)(source + places[i]));
            }
        }
    }

    // The end of each row is copied so that no byte beyond it is read; what is behind it gives columns that nobody uses.
    private void ReadLastKeyChunk(
        byte* source,
        nint* places,
        int rows,
        float* columns,
        int start,
        ref TVector found
    )
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

    // Infinities and NaN go the slow way, which knows them.
    private void ReadSpecial(byte* source, nint rowStride, int rows, float* tiles, bool isKey)
    {
        ScalarCacheReader floats = new(length);
        float[] decoded = new float[rows * length];
        for (int i = 0; i < rows; i++)
        {
            Dequantizer.DequantizeRows(
                type,
                new ReadOnlySpan<byte>(source + i * rowStride, rowBytes),
                length,
                decoded.AsSpan(i * length, length)
            );
        }

        fixed (float* start = decoded)
        {
            if (isKey)
            {
                floats.ReadKeys((byte*)start, length * sizeof(float), rows, tiles, null);
            }
            else
            {
                floats.ReadValues((byte*)start, length * sizeof(float), rows, tiles, null);
            }
        }
    }
}
