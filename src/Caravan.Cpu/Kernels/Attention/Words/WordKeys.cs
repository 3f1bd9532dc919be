// Keys as words.
namespace Caravan.Cpu;

/// <summary>Keys of quantized types, multiplied as integers.</summary>
internal sealed unsafe class WordKeys(WordCacheReader reader, int length, WordProducts products) : SegmentKeys
{
    /// <inheritdoc/>
    internal override int ReadingBytes => reader.ScratchBytes;

    /// <inheritdoc/>
    internal override float Prepare(float* query, float* place) => WordQueries.Quantize(query, length, (short*)place);

    /// <inheritdoc/>
    internal override void Multiply(
        byte* key,
        nint rowStride,
        int rows,
        int first,
        int count,
        in AttentionWorkspace space,
        ref RowFetcher ahead,
        ref bool isRead
    )
    {
        // Bounds: words and scales of a key take up less than its floats.
        short* words = (short*)space.Keys;
        float* scales = (float*)(words + WordTile.Words(length));
        if (!isRead)
        {
            reader.ReadKeys(key, rowStride, rows, ref ahead, words, scales, space.Reading);
            isRead = true;
        }

        products.MultiplyKeys(
            (short*)(space.QueryRows + ((nint)first * space.QueryStride)),
            space.QueryStride * (sizeof(float) / sizeof(short)),
            count,
            words,
            scales,
            length / WordTile.BlockElements,
            space.Scores + (first * AttentionTile.Size)
        );
    }
}
