// Keys as floats.
namespace Caravan.Cpu;

/// <summary>Multiplies keys in single precision: with a few queries as they are read, with more from tiles.</summary>
internal sealed unsafe class FloatKeys(CacheRowReader reader, int length, AttentionProducts products) : SegmentKeys
{
    /// <inheritdoc/>
    internal override int ReadingBytes => reader.ScratchBytes;

    /// <inheritdoc/>
    internal override float Prepare(float* query, float* place)
    {
        new ReadOnlySpan<float>(query, length).CopyTo(new Span<float>(place, length));
        return 1;
    }

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
        float* queries = space.QueryRows + ((nint)first * space.QueryStride);
        float* scores = space.Scores + (first * AttentionTile.Size);
        if (
            count <= SmallCounts.Most
            && reader.TryMultiplyKeys(
                key,
                rowStride,
                rows,
                ref ahead,
                queries,
                space.QueryStride,
                count,
                scores,
                space.Keys
            )
        )
        {
            return;
        }

        if (!isRead)
        {
            reader.ReadKeys(key, rowStride, rows, space.Keys, space.Reading);
            isRead = true;
        }

        int share = ahead.Share(AttentionTile.Count(length));
        for (int start = 0; start < length; start += AttentionTile.Size)
        {
            ahead.Fetch(share);
            products.Multiply(
                queries + start,
                space.QueryStride,
                count,
                space.Keys + ((nint)start * AttentionTile.Size),
                Math.Min(AttentionTile.Size, length - start),
                AttentionTile.Size,
                scores,
                AttentionTile.Size,
                accumulate: start > 0
            );
        }
    }
}
