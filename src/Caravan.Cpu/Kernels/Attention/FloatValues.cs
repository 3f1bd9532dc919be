// Values as floats.
namespace Caravan.Cpu;

/// <summary>Adds values in single precision: for a few queries as they are read, for more from tiles.</summary>
internal sealed unsafe class FloatValues(CacheRowReader reader, AttentionProducts products) : SegmentValues
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
        float* weights = space.Scores + (first * AttentionTile.Size);
        int stride = space.ValueStride;
        float* sums = space.Sums + ((nint)first * stride);
        if (count <= SmallCounts.Most)
        {
            Span<float> before = new(sums, count * stride);
            before.CopyTo(new Span<float>(space.Kept, count * stride));
            if (reader.TryAddValues(value, rowStride, rows, ref ahead, weights, count, sums, stride))
            {
                return;
            }

            new ReadOnlySpan<float>(space.Kept, count * stride).CopyTo(before);
        }

        if (!isRead)
        {
            reader.ReadValues(value, rowStride, rows, space.Values, space.Reading);
            isRead = true;
        }

        int share = ahead.Share(AttentionTile.Count(stride));
        for (int start = 0; start < stride; start += AttentionTile.Size)
        {
            ahead.Fetch(share);
            products.Multiply(
                weights,
                AttentionTile.Size,
                count,
                space.Values + ((nint)start * AttentionTile.Size),
                rows,
                Math.Min(AttentionTile.Size, stride - start),
                sums + start,
                stride,
                accumulate: true
            );
        }
    }
}
