// Flash attention over a cache of any type, in fixed segments and spans so that results do not depend on company.
using System.Runtime.Intrinsics;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// Attention with a running softmax (Milakov and Gimelshein 2018; Dao et al. 2022). The cache is read in segments of
/// <see cref="SegmentLength"/> positions, each made F32 once for all queries of a task; segments are combined in order
/// within spans of <see cref="SpanLength"/> positions, spans in order within the cache. Both lengths are fixed, every score
/// sums over d and every value over positions one after another: a query's result is the same to the last bit whatever
/// other queries share the run, however many threads take part and however far beyond it the cache reaches.
/// </summary>
internal sealed unsafe class AttentionKernel
{
    /// <summary>Cache positions that share one softmax update.</summary>
    internal const int SegmentLength = 64;

    /// <summary>Cache positions of one task: the unit of splitting over threads in generation.</summary>
    internal const int SpanLength = 1024;

    /// <summary>Queries of one task: as many as keep their scores and sums in the second-level cache.</summary>
    internal const int QueriesPerTask = 32;

    private readonly int keyLength;
    private readonly int valueLength;
    private readonly int valueStride;
    private readonly CacheRowReader keys;
    private readonly CacheRowReader values;

    internal AttentionKernel(TensorType keyType, int keyLength, TensorType valueType, int valueLength)
    {
        this.keyLength = keyLength;
        this.valueLength = valueLength;
        valueStride = RoundUp(valueLength, Vector256<float>.Count);
        keys = new CacheRowReader(keyType, keyLength);
        values = new CacheRowReader(valueType, valueLength);
    }

    /// <summary>Scratch bytes each thread needs.</summary>
    internal int ScratchBytes => sizeof(float) * ScratchFloats;

    private int ScratchFloats =>
        (SegmentLength * RoundUp(keyLength, 8)) // transposed keys
        + (SegmentLength * valueStride) // values
        + (QueriesPerTask * RoundUp(keyLength, 8)) // queries
        + (QueriesPerTask * SegmentLength) // scores
        + (QueriesPerTask * valueStride) // sums of the span
        + (QueriesPerTask * 4) // maximum, sum of the span; slope; whether it sees the segment
        + RoundUp(Math.Max(keyLength, valueLength), 8); // one decoded row

    /// <summary>Bytes for partial results at the given maximum extents.</summary>
    internal long PartialBytes(long tokens, long heads, long cacheLength) =>
        Spans(cacheLength) * tokens * heads * (valueStride + 2) * sizeof(float);

    /// <summary>Tasks of the first phase: key-value heads x query blocks x spans.</summary>
    internal static long TaskCount(in AttentionArguments arguments) =>
        arguments.KeyValueHeads * QueryBlocks(arguments) * Spans(arguments.CacheLength);

    /// <summary>Tasks of the second phase, which joins the spans: one a token.</summary>
    internal static int JoinTaskCount(in AttentionArguments arguments) => arguments.Tokens;

    /// <summary>Computes one block of queries against one span of the cache into its partial result.</summary>
    internal void Run(int task, in AttentionArguments arguments, byte* scratch)
    {
        int spans = (int)Spans(arguments.CacheLength);
        int span = task % spans;
        int block = task / spans % QueryBlocks(arguments);
        int head = task / spans / QueryBlocks(arguments);

        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        int first = block * QueriesPerTask;
        int count = Math.Min(QueriesPerTask, (groupSize * arguments.Tokens) - first);
        Workspace space = new(this, scratch);
        GatherQueries(arguments, head, first, count, space);

        int begin = span * SpanLength;
        int end = Math.Min(begin + SpanLength, arguments.CacheLength);
        for (int position = begin; position < end; position += SegmentLength)
        {
            RunSegment(arguments, head, first, count, position, Math.Min(SegmentLength, end - position), space);
        }

        for (int i = 0; i < count; i++)
        {
            float* partial = Partial(
                arguments,
                span,
                AttentionQueries.QueryHead(head, first + i, groupSize),
                AttentionQueries.Token(first + i, groupSize)
            );
            partial[0] = space.Maximum[i];
            partial[1] = space.Total[i];
            new ReadOnlySpan<float>(space.Sums + ((nint)i * valueStride), valueStride).CopyTo(
                new Span<float>(partial + 2, valueStride)
            );
        }
    }

    /// <summary>Joins the spans of all heads of one token into the result.</summary>
    internal void Join(int token, in AttentionArguments arguments)
    {
        int spans = (int)Spans(arguments.CacheLength);
        for (int head = 0; head < arguments.Heads; head++)
        {
            // The first span's partial becomes the running result; its place is not needed afterwards.
            float* result = Partial(arguments, 0, head, token);
            for (int span = 1; span < spans; span++)
            {
                float* next = Partial(arguments, span, head, token);
                float maximum = MathF.Max(result[0], next[0]);
                if (next[1] == 0)
                {
                    continue;
                }

                float keep = result[1] == 0 ? 0 : MathF.Exp(result[0] - maximum);
                float add = MathF.Exp(next[0] - maximum);
                result[0] = maximum;
                result[1] = (result[1] * keep) + (next[1] * add);
                Vector256<float> keepVector = Vector256.Create(keep);
                Vector256<float> addVector = Vector256.Create(add);
                for (int i = 2; i < valueStride + 2; i += Vector256<float>.Count)
                {
                    Vector256<float> scaled = Vector256.Load(result + i) * keepVector;
                    Vector256.MultiplyAddEstimate(Vector256.Load(next + i), addVector, scaled).Store(result + i);
                }
            }

            float factor = Normalizer(arguments, head, result[0], result[1]);
            float* output = (float*)(
                arguments.Output + (token * arguments.OutputTokenStride) + (head * arguments.OutputHeadStride)
            );
            for (int i = 0; i < valueLength; i++)
            {
                output[i] = result[2 + i] * factor;
            }
        }
    }

    // What the sums of a query are multiplied by; one whose whole cache is masked attends to nothing.
    private static float Normalizer(in AttentionArguments arguments, int head, float maximum, float total)
    {
        if (total == 0)
        {
            return 0;
        }

        if (arguments.Sinks == null)
        {
            return 1 / total;
        }

        float sink = arguments.Sinks[head];
        float joined = MathF.Max(maximum, sink);
        float keep = MathF.Exp(maximum - joined);
        return keep / ((total * keep) + MathF.Exp(sink - joined));
    }

    // An empty cache has one span, whose partial results say that nothing was seen.
    private static long Spans(long cacheLength) => Math.Max(1, (cacheLength + SpanLength - 1) / SpanLength);

    private static int QueryBlocks(in AttentionArguments arguments) =>
        ((arguments.Heads / arguments.KeyValueHeads * arguments.Tokens) + QueriesPerTask - 1) / QueriesPerTask;

    private float* Partial(in AttentionArguments arguments, int span, int head, int token) =>
        arguments.Partials + (((((nint)span * arguments.Tokens) + token) * arguments.Heads) + head) * (valueStride + 2);

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private void GatherQueries(in AttentionArguments arguments, int head, int first, int count, in Workspace space)
    {
        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        for (int i = 0; i < count; i++)
        {
            int queryHead = AttentionQueries.QueryHead(head, first + i, groupSize);
            float* source = (float*)(
                arguments.Query
                + (AttentionQueries.Token(first + i, groupSize) * arguments.QueryTokenStride)
                + (queryHead * arguments.QueryHeadStride)
            );
            new ReadOnlySpan<float>(source, keyLength).CopyTo(
                new Span<float>(space.Queries + ((nint)i * keyLength), keyLength)
            );
            space.Slope[i] = SoftMaxOp.Slope(arguments.MaxBias, queryHead, arguments.Heads);
            space.Maximum[i] = float.NegativeInfinity;
            space.Total[i] = 0;
            new Span<float>(space.Sums + ((nint)i * valueStride), valueStride).Clear();
        }
    }

    private void RunSegment(
        in AttentionArguments arguments,
        int head,
        int first,
        int count,
        int position,
        int length,
        in Workspace space
    )
    {
        // Queries of other sequences see other segments: each takes part in those alone that it sees.
        if (!AttentionQueries.FindSeeing(arguments, head, first, count, position, length, space.Sees))
        {
            return;
        }

        byte* key =
            arguments.Key
            + (head / arguments.GroupsPerKey * arguments.KeyHeadStride)
            + (position * arguments.KeyRowStride);
        keys.ReadTransposed(key, arguments.KeyRowStride, length, space.Keys, space.Row);
        for (int i = 0; i < count; i++)
        {
            if (space.Sees[i])
            {
                AttentionProducts.Scores(
                    space.Queries + ((nint)i * keyLength),
                    space.Keys,
                    keyLength,
                    space.Scores + (i * SegmentLength)
                );
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (space.Sees[i])
            {
                Soften(arguments, head, first + i, i, position, length, space);
            }
        }

        byte* value =
            arguments.Value
            + (head / arguments.GroupsPerValue * arguments.ValueHeadStride)
            + (position * arguments.ValueRowStride);
        values.Read(value, arguments.ValueRowStride, length, space.Values, valueStride);
        for (int i = 0; i < count; i++)
        {
            if (space.Sees[i])
            {
                AttentionProducts.AddValues(
                    space.Scores + (i * SegmentLength),
                    space.Values,
                    valueStride,
                    length,
                    space.Sums + ((nint)i * valueStride)
                );
            }
        }
    }

    // Scores become weights exp(score - maximum); what was summed before is rescaled when the maximum rises.
    private void Soften(
        in AttentionArguments arguments,
        int head,
        int query,
        int index,
        int position,
        int length,
        in Workspace space
    )
    {
        float* scores = space.Scores + (index * SegmentLength);
        Half* mask = null;
        if (arguments.Mask != null)
        {
            mask = (Half*)AttentionQueries.MaskRow(arguments, head, query) + position;
        }

        float maximum = AttentionProducts.Mask(
            scores,
            length,
            mask,
            space.Slope[index],
            arguments.Scale,
            arguments.SoftCap
        );
        if (maximum == float.NegativeInfinity)
        {
            new Span<float>(scores, SegmentLength).Clear();
            return;
        }

        float old = space.Maximum[index];
        if (maximum > old)
        {
            float keep = old == float.NegativeInfinity ? 0 : MathF.Exp(old - maximum);
            space.Maximum[index] = maximum;
            space.Total[index] *= keep;
            float* sums = space.Sums + ((nint)index * valueStride);
            Vector256<float> factor = Vector256.Create(keep);
            for (int i = 0; i < valueStride; i += Vector256<float>.Count)
            {
                (Vector256.Load(sums + i) * factor).Store(sums + i);
            }
        }
        else
        {
            maximum = old;
        }

        space.Total[index] += AttentionProducts.Exponentials(scores, maximum);
    }

    /// <summary>The parts of a thread's scratch memory; bounds: their lengths sum to <see cref="ScratchFloats"/>.</summary>
    private readonly struct Workspace
    {
        internal readonly float* Keys;
        internal readonly float* Values;
        internal readonly float* Queries;
        internal readonly float* Scores;
        internal readonly float* Sums;
        internal readonly float* Maximum;
        internal readonly float* Total;
        internal readonly float* Slope;
        internal readonly bool* Sees;
        internal readonly float* Row;

        internal Workspace(AttentionKernel kernel, byte* scratch)
        {
            Keys = (float*)scratch;
            Values = Keys + (SegmentLength * RoundUp(kernel.keyLength, 8));
            Queries = Values + (SegmentLength * kernel.valueStride);
            Scores = Queries + (QueriesPerTask * RoundUp(kernel.keyLength, 8));
            Sums = Scores + (QueriesPerTask * SegmentLength);
            Maximum = Sums + (QueriesPerTask * kernel.valueStride);
            Total = Maximum + QueriesPerTask;
            Slope = Total + QueriesPerTask;
            Sees = (bool*)(Slope + QueriesPerTask);
            Row = Slope + (2 * QueriesPerTask);
        }
    }
}
