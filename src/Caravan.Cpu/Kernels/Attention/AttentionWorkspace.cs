// The parts of a thread's working memory in attention.
namespace Caravan.Cpu;

/// <summary>Places in one thread's memory; bounds: their lengths sum to <see cref="Bytes"/>.</summary>
internal readonly unsafe struct AttentionWorkspace
{
    private const int Queries = AttentionKernel.QueriesPerTask;

    internal AttentionWorkspace(byte* memory, int keyLength, int valueLength)
    {
        QueryStride = AttentionTile.Columns(keyLength);
        ValueStride = AttentionTile.Columns(valueLength);
        Keys = (float*)memory;
        Values = Keys + (nint)AttentionTile.Count(keyLength) * AttentionTile.Floats;
        QueryRows = Values + (nint)AttentionTile.Count(valueLength) * AttentionTile.Floats;
        Scores = QueryRows + (nint)Queries * QueryStride;
        Sums = Scores + Queries * AttentionTile.Size;
        Joined = Sums + (nint)Queries * ValueStride;
        Kept = Joined + (nint)Queries * ValueStride;
        Maximum = Kept + (nint)QueryCounts.Most * ValueStride;
        Total = Maximum + Queries;
        JoinedMaximum = Total + Queries;
        JoinedTotal = JoinedMaximum + Queries;
        Slope = JoinedTotal + Queries;
        Sees = (MaskKind*)(Slope + Queries);
        Reading = (byte*)Sees + Queries * sizeof(float);
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

    /// <summary>What the mask says of each query in a segment.</summary>
    internal MaskKind* Sees { get; }

    /// <summary>Scratch memory of the readers.</summary>
    internal byte* Reading { get; }

    /// <summary>Bytes of all parts; readers need <paramref name="readingBytes"/>.</summary>
    internal static long Bytes(int keyLength, int valueLength, int readingBytes) =>
        sizeof(float)
            * (
                (long)(AttentionTile.Count(keyLength) + AttentionTile.Count(valueLength)) * AttentionTile.Floats
                + (long)Queries
                    * (
                        AttentionTile.Columns(keyLength)
                        + AttentionTile.Size
                        + 2 * AttentionTile.Columns(valueLength)
                        + 6
                    )
                + (long)QueryCounts.Most * AttentionTile.Columns(valueLength)
            )
        + readingBytes;
}
