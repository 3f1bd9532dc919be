// Flash attention over a cache of any type, in fixed segments and spans so that results do not depend on company.
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// Attention with a running softmax (Milakov and Gimelshein 2018; Dao et al. 2022). The cache is read in segments of
/// <see cref="AttentionTile.Size"/> positions, each made F32, or words of 16 bits (<see cref="WordTile"/>), once for all queries of a task; segments are combined in order
/// within spans of <see cref="SpanLength"/> positions, spans in order within the cache. Both lengths are fixed, every score
/// sums over d and every value over positions in one order, or exactly: a query's result is the same to the last bit whatever
/// other queries share the run, however many threads take part and however far beyond it the cache reaches.
/// </summary>
internal sealed unsafe class AttentionKernel
{
    /// <summary>Cache positions that share one softmax update.</summary>
    internal const int SegmentLength = AttentionTile.Size;

    /// <summary>Cache positions whose result is complete in itself: the unit of splitting over threads in generation.</summary>
    internal const int SpanLength = 512;

    // Floats that the queries of a task, their scores and sums may take up: half a megabyte of the second-level cache.
    private const int MostQueryFloats = 128 << 10;
    private const int MostQueriesPerTask = 128;
    private const int LeastQueriesPerTask = 32;

    // Partial results are kept below this; more tokens are done in several rounds.
    private const long MostPartialBytes = 64L << 20;

    private readonly int keyLength;
    private readonly int valueLength;
    private readonly int valueStride;
    private readonly AttentionSpans spans;
    private readonly AttentionProducts products;

    internal AttentionKernel(
        TensorType keyType,
        int keyLength,
        TensorType valueType,
        int valueLength,
        InstructionLevel level
    )
    {
        this.keyLength = keyLength;
        this.valueLength = valueLength;
        valueStride = AttentionTile.Columns(valueLength);
        products = AttentionProducts.Create(level);
        spans = new AttentionSpans(keyType, keyLength, valueType, valueLength, products, level);
    }

    /// <summary>Queries of one task: the more the better, as long as what belongs to them stays in the second-level cache.</summary>
    internal static int QueriesPerTask(int keyLength, int valueLength)
    {
        int floats = keyLength + 2 * valueLength + AttentionTile.Size;
        int queries = MostQueriesPerTask;
        while (queries > LeastQueriesPerTask && queries * floats > MostQueryFloats)
        {
            queries /= 2;
        }

        return queries;
    }

    /// <summary>Scratch bytes each thread needs.</summary>
    internal long ScratchBytes => AttentionWorkspace.Bytes(keyLength, valueLength, spans.ReadingBytes);

    /// <summary>Spans of a cache; an empty one has one, whose partial results say that nothing was seen.</summary>
    internal static long Spans(long cacheLength) => Math.Max(1, (cacheLength + SpanLength - 1) / SpanLength);

    /// <summary>
    /// Bytes for partial results of the tokens that are joined in one round, no more than <paramref name="joinedPerRound"/>;
    /// it grows with every extent.
    /// </summary>
    internal long PartialBytes(
        long tokens,
        long heads,
        long keyValueHeads,
        long cacheLength,
        int threads,
        out int joinedPerRound
    )
    {
        long one = Spans(cacheLength) * heads * (valueStride + 2) * sizeof(float);
        int perTask = QueriesPerTask(keyLength, valueLength);
        long most = Math.Min(tokens, AttentionSplit.MostJoinedTokens((int)heads, (int)keyValueHeads, perTask, threads));
        joinedPerRound = (int)Math.Clamp(MostPartialBytes / one, 1, int.MaxValue);
        return Math.Max(one, Math.Min(MostPartialBytes, most * one));
    }

    /// <summary>How a run is split over threads.</summary>
    internal AttentionSplit Split(in AttentionArguments arguments, int threads) =>
        new(arguments, keyLength, valueLength, threads);

    /// <summary>Computes one task: a block of queries of some heads against a span of the cache or all of it.</summary>
    internal void Run(int task, in AttentionSplit split, in AttentionArguments arguments, byte* scratch)
    {
        int span = split.IsWhole ? 0 : task % split.Spans;
        int rest = split.IsWhole ? task : task / split.Spans;
        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        int first = rest % split.Blocks * split.QueriesPerBlock;
        int firstHead = rest / split.Blocks * split.HeadsPerTask;
        AttentionBlock block = new(
            firstHead,
            Math.Min(split.HeadsPerTask, arguments.KeyValueHeads - firstHead),
            first,
            Math.Min(split.QueriesPerBlock, groupSize * arguments.Tokens - first)
        );
        AttentionWorkspace space = new(scratch, keyLength, valueLength);
        spans.Gather(arguments, block, space);
        if (split.IsWhole)
        {
            RunWhole(arguments, split.Spans, block, space);
            return;
        }

        spans.Run(arguments, span, block, space);
        for (int i = 0; i < block.Queries; i++)
        {
            int head = AttentionQueries.QueryHead(
                block.FirstHead + i / block.Count,
                first + i % block.Count,
                groupSize
            );
            int token = AttentionQueries.Token(first + i % block.Count, groupSize);
            float* sums = space.Sums + (nint)i * valueStride;
            if (split.Spans == 1)
            {
                Finish(arguments, head, token, space.Maximum[i], space.Total[i], sums);
                continue;
            }

            float* partial = Partial(arguments, span, head, token);
            partial[0] = space.Maximum[i];
            partial[1] = space.Total[i];
            new ReadOnlySpan<float>(sums, valueStride).CopyTo(new Span<float>(partial + 2, valueStride));
        }
    }

    /// <summary>Joins the spans of one head of one token, number <paramref name="row"/> of all, into the result.</summary>
    internal void Join(int row, in AttentionArguments arguments)
    {
        int token = row / arguments.Heads;
        int head = row % arguments.Heads;
        int count = (int)Spans(arguments.CacheLength);
        // The first span's partial becomes the running result; its place is not needed afterwards.
        float* result = Partial(arguments, 0, head, token);
        for (int span = 1; span < count; span++)
        {
            float* next = Partial(arguments, span, head, token);
            Join(ref result[0], ref result[1], result + 2, next[0], next[1], next + 2);
        }

        Finish(arguments, head, token, result[0], result[1], result + 2);
    }

    private void RunWhole(
        in AttentionArguments arguments,
        int count,
        in AttentionBlock block,
        in AttentionWorkspace space
    )
    {
        for (int span = 0; span < count; span++)
        {
            spans.Run(arguments, span, block, space);
            for (int i = 0; i < block.Count; i++)
            {
                float* sums = space.Sums + (nint)i * valueStride;
                float* joined = space.Joined + (nint)i * valueStride;
                if (span == 0)
                {
                    space.JoinedMaximum[i] = space.Maximum[i];
                    space.JoinedTotal[i] = space.Total[i];
                    new ReadOnlySpan<float>(sums, valueStride).CopyTo(new Span<float>(joined, valueStride));
                }
                else
                {
                    Join(
                        ref space.JoinedMaximum[i],
                        ref space.JoinedTotal[i],
                        joined,
                        space.Maximum[i],
                        space.Total[i],
                        sums
                    );
                }
            }
        }

        int groupSize = arguments.Heads / arguments.KeyValueHeads;
        for (int i = 0; i < block.Count; i++)
        {
            Finish(
                arguments,
                AttentionQueries.QueryHead(block.FirstHead, block.First + i, groupSize),
                AttentionQueries.Token(block.First + i, groupSize),
                space.JoinedMaximum[i],
                space.JoinedTotal[i],
                space.Joined + (nint)i * valueStride
            );
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

    private void Join(
        ref float maximum,
        ref float total,
        float* sums,
        float nextMaximum,
        float nextTotal,
        float* nextSums
    )
    {
        if (nextTotal == 0)
        {
            return;
        }

        float joined = MathF.Max(maximum, nextMaximum);
        float keep = total == 0 ? 0 : MathF.Exp(maximum - joined);
        float add = MathF.Exp(nextMaximum - joined);
        maximum = joined;
        total = (total * keep) + (nextTotal * add);
        products.Blend(sums, keep, nextSums, add, valueStride);
    }

    private void Finish(in AttentionArguments arguments, int head, int token, float maximum, float total, float* sums)
    {
        float factor = Normalizer(arguments, head, maximum, total);
        float* output = (float*)(
            arguments.Output + (token * arguments.OutputTokenStride) + (head * arguments.OutputHeadStride)
        );
        ElementwiseKernels.Map<MapFunctions.Scale>(sums, output, valueLength, factor, 0);
    }

    private float* Partial(in AttentionArguments arguments, int span, int head, int token) =>
        arguments.Partials + ((((nint)span * arguments.Tokens) + token) * arguments.Heads + head) * (valueStride + 2);
}
