// Attention of a block of queries to one span of the cache.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>Runs queries over a span, segment by segment.</summary>
internal sealed unsafe class AttentionSpans
{
    private const int SegmentLength = AttentionKernel.SegmentLength;

    private readonly int valueStride;
    private readonly int keyBytes;
    private readonly int valueBytes;
    private readonly SegmentKeys keys;
    private readonly SegmentValues values;
    private readonly AttentionProducts products;

    internal AttentionSpans(
        TensorType keyType,
        int keyLength,
        TensorType valueType,
        int valueLength,
        AttentionProducts products,
        InstructionLevel level
    )
    {
        this.products = products;
        valueStride = AttentionTile.Columns(valueLength);
        keyBytes = checked((int)TensorTypes.Get(keyType).RowBytes(keyLength));
        valueBytes = checked((int)TensorTypes.Get(valueType).RowBytes(valueLength));
        keys = SegmentKeys.Create(keyType, keyLength, products, level);
        values = SegmentValues.Create(valueType, valueLength, products, level);
    }

    /// <summary>Scratch bytes that reading the cache needs.</summary>
    internal int ReadingBytes => Math.Max(keys.ReadingBytes, values.ReadingBytes);

    /// <summary>Puts the queries of a block side by side, with what belongs to each.</summary>
    internal void Gather(in AttentionArguments arguments, in AttentionBlock block, in AttentionWorkspace space)
    {
        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        for (int i = 0; i < block.Queries; i++)
        {
            int query = block.First + i % block.Count;
            int head = AttentionQueries.QueryHead(block.FirstHead + i / block.Count, query, groupSize);
            float* source = (float*)(
                arguments.Query
                + (AttentionQueries.Token(query, groupSize) * arguments.QueryTokenStride)
                + (head * arguments.QueryHeadStride)
            );
            float scale = keys.Prepare(source, space.QueryRows + (nint)i * space.QueryStride);
            space.Scale[i] = scale * arguments.Scale;
            space.Slope[i] = SoftMaxOp.Slope(arguments.MaxBias, head, arguments.Heads);
        }
    }

    /// <summary>Computes maximum, total and sums of each query over a span.</summary>
    internal void Run(in AttentionArguments arguments, int span, in AttentionBlock block, in AttentionWorkspace space)
    {
        int queries = block.Queries;
        new Span<float>(space.Maximum, queries).Fill(float.NegativeInfinity);
        new Span<float>(space.Total, queries).Clear();
        new Span<float>(space.Sums, queries * valueStride).Clear();
        int begin = span * AttentionKernel.SpanLength;
        int end = Math.Min(begin + AttentionKernel.SpanLength, arguments.CacheLength);
        // Nobody has fetched the first segment; all of it at once keeps memory busier than loads do.
        RowFetcher.OfKeys(arguments, block, keyBytes, begin, SegmentLength).Fetch(int.MaxValue);
        RowFetcher.OfValues(arguments, block, valueBytes, begin, SegmentLength).Fetch(int.MaxValue);
        for (int position = begin; position < end; position += SegmentLength)
        {
            int length = Math.Min(SegmentLength, end - position);
            // The next segment for all heads of the block.
            int ahead = position + SegmentLength;
            RowFetcher keysAhead = RowFetcher.OfKeys(arguments, block, keyBytes, ahead, SegmentLength);
            RowFetcher valuesAhead = RowFetcher.OfValues(arguments, block, valueBytes, ahead, SegmentLength);
            for (int head = 0; head < block.Heads; head++)
            {
                RunSegment(arguments, block, head, position, length, space, ref keysAhead, ref valuesAhead);
            }
        }
    }

    private void RunSegment(
        in AttentionArguments arguments,
        in AttentionBlock block,
        int headInBlock,
        int position,
        int length,
        in AttentionWorkspace space,
        ref RowFetcher keysAhead,
        ref RowFetcher valuesAhead
    )
    {
        // Queries of other sequences see other segments: each takes part in those alone that it sees.
        int head = block.FirstHead + headInBlock;
        int offset = headInBlock * block.Count;
        MaskKind* sees = space.Sees + offset;
        if (!AttentionQueries.FindSeeing(arguments, head, block.First, block.Count, position, length, sees))
        {
            return;
        }

        byte* key =
            arguments.Key
            + (head / arguments.GroupsPerKey * arguments.KeyHeadStride)
            + (position * arguments.KeyRowStride);
        bool isRead = false;
        for (int i = 0; NextRun(sees, block.Count, ref i, out int end); i = end)
        {
            keys.Multiply(key, arguments.KeyRowStride, length, offset + i, end - i, space, ref keysAhead, ref isRead);
        }

        for (int i = 0; i < block.Count; i++)
        {
            if (sees[i] != MaskKind.Hidden)
            {
                Soften(arguments, head, block.First + i, offset + i, position, length, space);
                keysAhead.Fetch(keys.LinesBetween(keysAhead.Lines, block.Queries));
                valuesAhead.Fetch(values.LinesBetween(valuesAhead.Lines, block.Queries));
            }
        }

        byte* value =
            arguments.Value
            + (head / arguments.GroupsPerValue * arguments.ValueHeadStride)
            + (position * arguments.ValueRowStride);
        isRead = false;
        for (int i = 0; NextRun(sees, block.Count, ref i, out int end); i = end)
        {
            values.Add(
                value,
                arguments.ValueRowStride,
                length,
                offset + i,
                end - i,
                space,
                ref valuesAhead,
                ref isRead
            );
        }
    }

    // The next queries side by side that see the segment.
    private static bool NextRun(MaskKind* sees, int count, ref int start, out int end)
    {
        while (start < count && sees[start] == MaskKind.Hidden)
        {
            start++;
        }

        end = start;
        while (end < count && sees[end] != MaskKind.Hidden)
        {
            end++;
        }

        return start < count;
    }

    // Scores become weights exp(score - maximum); what was summed before is rescaled when the maximum rises.
    private void Soften(
        in AttentionArguments arguments,
        int head,
        int query,
        int index,
        int position,
        int length,
        in AttentionWorkspace space
    )
    {
        float* scores = space.Scores + (index * SegmentLength);
        ushort* mask =
            space.Sees[index] == MaskKind.Clear
                ? null
                : (ushort*)AttentionQueries.MaskRow(arguments, head, query) + position;
        float maximum = products.Mask(scores, length, mask, space.Slope[index], space.Scale[index], arguments.SoftCap);
        if (maximum == float.NegativeInfinity)
        {
            new Span<float>(scores, SegmentLength).Clear();

            // Scores that are no numbers pass for hidden ones; a query that makes them all such must show.
            if (float.IsNaN(space.Scale[index]))
            {
                space.Total[index] = float.NaN;
            }

            return;
        }

        float old = space.Maximum[index];
        if (maximum > old)
        {
            float keep = old == float.NegativeInfinity ? 0 : MathF.Exp(old - maximum);
            space.Maximum[index] = maximum;
            space.Total[index] *= keep;
            products.Scale(space.Sums + ((nint)index * valueStride), valueStride, keep);
        }
        else
        {
            maximum = old;
        }

        space.Total[index] += products.Exponentials(scores, maximum);
    }
}
