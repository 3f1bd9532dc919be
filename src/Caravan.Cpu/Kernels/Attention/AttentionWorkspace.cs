// The parts of a thread's working memory in attention.
namespace Caravan.Cpu;

/// <summary>Places in one thread's memory; bounds: their lengths sum to <see cref="Bytes"/>.</summary>
internal readonly unsafe struct AttentionWorkspace
{
    internal AttentionWorkspace(byte* memory, int keyLength, int valueLength)
    {
        int queries = AttentionKernel.QueriesPerTask(keyLength, valueLength);
        QueryStride = AttentionTile.Columns(keyLength);
        ValueStride = AttentionTile.Columns(valueLength);
        Keys = (float*)memory;
        Values = Keys + (nint)AttentionTile.Count(keyLength) * AttentionTile.Floats;
        QueryRows = Values + (nint)AttentionTile.Count(valueLength) * AttentionTile.Floats;
        Scores = QueryRows + (nint)queries * QueryStride;
        Sums = Scores + (nint)queries * AttentionTile.Size;
        Joined = Sums + (nint)queries * ValueStride;
        Kept = Joined + (nint)queries * ValueStride;
        Maximum = Kept + (nint)SmallCounts.Most * ValueStride;
        Total = Maximum + queries;
        JoinedMaximum = Total + queries;
        JoinedTotal = JoinedMaximum + queries;
        Slope = JoinedTotal + queries;
        Scale = Slope + queries;
        Sees = (MaskKind*)(Scale + queries);
        Reading = (byte*)Sees + queries * sizeof(float);
    }

    /// <summary>Floats from one query to the next.</summary>
    internal int QueryStride { get; }

    /// <summary>Floats from one query's sums to the next.</summary>
    internal int ValueStride { get; }

    /// <summary>Keys of a segment, in tiles.</summary>
    internal float* Keys { get; }

    /// <summary>Values of a segment, in tiles.</summary>
    internal float* Values { get; }

    /// <summary>Queries of the task.</summary>
    internal float* QueryRows { get; }

    /// <summary>Scores of a segment.</summary>
    internal float* Scores { get; }

    /// <summary>Weighted values of a span.</summary>
    internal float* Sums { get; }

    /// <summary>Weighted values of the spans before.</summary>
    internal float* Joined { get; }

    /// <summary>Sums of a few queries before a segment is added.</summary>
    internal float* Kept { get; }

    /// <summary>Largest score of a span.</summary>
    internal float* Maximum { get; }

    /// <summary>Sum of a span's weights.</summary>
    internal float* Total { get; }

    /// <summary>Largest score of the spans before.</summary>
    internal float* JoinedMaximum { get; }

    /// <summary>Sum of the weights of the spans before.</summary>
    internal float* JoinedTotal { get; }

    /// <summary>ALiBi slopes.</summary>
    internal float* Slope { get; }

    /// <summary>Factors of the products of each query.</summary>
    internal float* Scale { get; }

    /// <summary>What the mask says of each query in a segment.</summary>
    internal MaskKind* Sees { get; }

    /// <summary>Scratch memory of the readers.</summary>
    internal byte* Reading { get; }

    /// <summary>Bytes of all parts; readers need <paramref name="readingBytes"/>.</summary>
    internal static long Bytes(int keyLength, int valueLength, int readingBytes) =>
        sizeof(float)
            * (
                (long)(AttentionTile.Count(keyLength) + AttentionTile.Count(valueLength)) * AttentionTile.Floats
                + (long)AttentionKernel.QueriesPerTask(keyLength, valueLength)
                    * (
                        AttentionTile.Columns(keyLength)
                        + AttentionTile.Size
                        + 2 * AttentionTile.Columns(valueLength)
                        + 7
                    )
                + (long)SmallCounts.Most * AttentionTile.Columns(valueLength)
            )
        + readingBytes;
}
