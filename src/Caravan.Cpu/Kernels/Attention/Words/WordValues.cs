// Values as words.
namespace Caravan.Cpu;

/// <summary>Values of quantized types, weighted and added as integers.</summary>
internal sealed unsafe class WordValues(WordCacheReader reader, int length, WordProducts products) : SegmentValues
{
    /// <inheritdoc/>
    internal override int ReadingBytes => reader.ScratchBytes;

    /// <inheritdoc/>
    internal override void Add(
        byte* value,
        nint rowStride,
        int rows,
        int first,
        int count,
        in AttentionWorkspace space,
        ref RowFetcher ahead,
        ref bool isRead
    )
    {
        // Bounds: words and scales of a value take up less than its floats.
        short* words = (short*)space.Values;
        float* scales = (float*)(words + WordTile.Words(length));
        if (!isRead)
        {
            reader.ReadValues(value, rowStride, rows, ref ahead, words, scales, space.Reading);
            isRead = true;
        }

        products.AddValues(
            space.Scores + (first * AttentionTile.Size),
            count,
            words,
            scales,
            length / WordTile.BlockElements,
            rows,
            space.Sums + ((nint)first * space.ValueStride),
            space.ValueStride
        );
    }
}
