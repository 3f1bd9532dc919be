// Attention in one op.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// FLASH_ATTN_EXT: q F32 [d, tokens, heads, b], k [d, cache, k heads, b'], v [dv, cache, v heads, b''], mask F16
/// [cache.., tokens.., mask heads, mask batches], sinks F32 [heads] to F32 [dv, heads, tokens, b]. Heads and batches of k and
/// v divide those of q; heads and batches of q take the mask's in turn. First blocks of queries meet spans of the cache, then
/// the spans are joined. Source 5, as ik_llama.cpp has it, is I32 [k, tokens]: the only positions that a token looks at, with
/// negative ones left out. As there it counts for one batch, one head of keys and fewer positions than the cache has. Words 0 to 2 are scale, ALiBi bias and soft cap; precision (3) and the width of ik_llama.cpp's
/// sliding window (4) change nothing: products are F32 or exact, and the mask has the window in it.
/// </summary>
internal sealed unsafe class FlashAttentionOp : Step
{
    private const int SpanPart = 0;
    private const int JoinPart = 1;
    private const int SelectPart = 2;

    // Far beyond any model; sizes of working memory stay within 63 bits.
    private const long LongestHead = 1 << 14;
    private const long MostHeads = 1 << 16;

    // Masks of chosen positions are kept below this; more tokens are done in several rounds.
    private const long MostSelectionBytes = 64L << 20;

    // Joining a head of one token takes less than a microsecond.
    private const int RowsPerJoin = 8;

    private readonly TensorView* query;
    private readonly TensorView* key;
    private readonly TensorView* value;
    private readonly TensorView* mask;
    private readonly TensorView* sinks;
    private readonly TensorView* chosen;
    private AttentionKernel? kernel;
    private long keyLength;
    private long valueLength;
    private int tokensPerRound;
    private int joinedPerRound;
    private bool selects;
    private long selectionStride;
    private long selectionBytes;
    private AttentionSplit split;
    private long firstToken;
    private AttentionArguments arguments;

    internal FlashAttentionOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        query = Source(0);
        key = Source(1);
        value = Source(2);
        mask = OptionalSource(3);
        sinks = OptionalSource(4);
        chosen = OptionalSource(5);
        arguments.Scale = node.Parameters.Float(0);
        arguments.MaxBias = node.Parameters.Float(1);
        arguments.SoftCap = node.Parameters.Float(2);
    }

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        return OpCheck.AllF32(node, sources: 1)
            ?? Cache(node, 1)
            ?? Cache(node, 2)
            ?? Optional(node, 3, TensorType.F16)
            ?? Optional(node, 4, TensorType.F32)
            ?? Optional(node, 5, TensorType.I32);
    }

    /// <inheritdoc/>
    internal override void Bind()
    {
        CheckShapes();
        if (kernel is null || keyLength != key->Ne0 || valueLength != value->Ne0)
        {
            kernel = new AttentionKernel(key->Type, (int)key->Ne0, value->Type, (int)value->Ne0, CpuKernels.Level);
            (keyLength, valueLength) = (key->Ne0, value->Ne0);
        }

        int groups = (int)Math.Max(key->Ne2, value->Ne2);
        arguments.Heads = (int)query->Ne2;
        arguments.KeyValueHeads = groups;
        arguments.GroupsPerKey = groups / (int)key->Ne2;
        arguments.GroupsPerValue = groups / (int)value->Ne2;
        arguments.CacheLength = (int)key->Ne1;
        arguments.QueryTokenStride = (nint)query->Nb1;
        arguments.QueryHeadStride = (nint)query->Nb2;
        arguments.KeyRowStride = (nint)key->Nb1;
        arguments.KeyHeadStride = (nint)key->Nb2;
        arguments.ValueRowStride = (nint)value->Nb1;
        arguments.ValueHeadStride = (nint)value->Nb2;
        arguments.OutputHeadStride = (nint)Result->Nb1;
        arguments.OutputTokenStride = (nint)Result->Nb2;
        arguments.MaskHeads = 1;
        if (mask is not null)
        {
            arguments.MaskHeads = (int)mask->Ne2;
            arguments.MaskTokenStride = (nint)mask->Nb1;
            arguments.MaskHeadStride = (nint)mask->Nb2;
        }

        BindSelection();
        BindRounds();
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team)
    {
        arguments.Partials = (float*)(Context.Scratch.Shared + selectionBytes);
        arguments.Sinks = sinks is null ? null : (float*)sinks->Data;
        for (long batch = 0; batch < query->Ne3; batch++)
        {
            arguments.Key = key->Row(0, 0, batch / (query->Ne3 / key->Ne3));
            arguments.Value = value->Row(0, 0, batch / (query->Ne3 / value->Ne3));
            for (long token = 0; token < query->Ne1; token += arguments.Tokens)
            {
                SplitRound(query->Ne1 - token);
                arguments.Query = query->Row(token, 0, batch);
                arguments.Mask = mask is null ? null : mask->Row(token, 0, batch % mask->Ne3);
                arguments.Output = Result->Row(0, token, batch);
                if (selects)
                {
                    firstToken = token;
                    team.Run(this, SelectPart, arguments.Tokens);
                    arguments.Mask = Context.Scratch.Shared;
                }

                team.Run(this, SpanPart, split.Tasks);
                if (split.NeedsJoin)
                {
                    team.Run(this, JoinPart, JoinTasks);
                }
            }
        }
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        switch (part)
        {
            case SpanPart:
                kernel!.Run(task, split, arguments, Context.Scratch.Of(thread));
                break;
            case JoinPart:
                Join(task);
                break;
            default:
                Select(task);
                break;
        }
    }

    private int JoinTasks => (arguments.Tokens * arguments.Heads + RowsPerJoin - 1) / RowsPerJoin;

    private void Join(int task)
    {
        int end = Math.Min((task + 1) * RowsPerJoin, arguments.Tokens * arguments.Heads);
        for (int row = task * RowsPerJoin; row < end; row++)
        {
            kernel!.Join(row, arguments);
        }
    }

    // Working memory must grow with every extent: a program is planned for the largest and runs with smaller ones.
    private void BindRounds()
    {
        long tokens = Math.Max(1, query->Ne1);
        tokensPerRound = (int)tokens;
        selectionBytes = 0;
        if (selects)
        {
            tokensPerRound = (int)Math.Clamp(MostSelectionBytes / selectionStride, 1, tokens);
            selectionBytes = Math.Max(selectionStride, Math.Min(MostSelectionBytes, tokens * selectionStride));
        }

        long partials = kernel!.PartialBytes(
            tokens,
            query->Ne2,
            arguments.KeyValueHeads,
            key->Ne1,
            Context.Threads,
            out joinedPerRound
        );
        Context.Scratch.Require(selectionBytes + partials, kernel.ScratchBytes);
    }

    private void SplitRound(long tokens)
    {
        arguments.Tokens = (int)Math.Min(tokensPerRound, tokens);
        split = kernel!.Split(arguments, Context.Threads);
        if (split.NeedsJoin && arguments.Tokens > joinedPerRound)
        {
            arguments.Tokens = joinedPerRound;
            split = kernel.Split(arguments, Context.Threads);
        }
    }

    private void BindSelection()
    {
        selects =
            chosen is not null && chosen->Ne0 < key->Ne1 && query->Ne3 == 1 && key->Ne2 == 1 && arguments.MaxBias <= 0;
        selectionStride = 0;
        if (selects)
        {
            Require(
                chosen->IsCountable
                    && chosen->Ne1 >= query->Ne1
                    && chosen->Ne2 > 0
                    && chosen->Ne3 > 0
                    && arguments.MaskHeads == 1,
                "the chosen positions are not [k, tokens]"
            );
            selectionStride = (key->Ne1 * sizeof(ushort) + 63) & ~63L;
            arguments.MaskTokenStride = (nint)selectionStride;
        }
    }

    // The mask of a token of this round: its own at the chosen positions, -infinity elsewhere.
    private void Select(int task)
    {
        long token = firstToken + task;
        Half* selection = (Half*)(Context.Scratch.Shared + task * selectionStride);
        new Span<Half>(selection, (int)key->Ne1).Fill(Half.NegativeInfinity);
        Half* row = mask is null ? null : (Half*)mask->Row(token, 0, 0);
        for (long i = 0; i < chosen->Ne0; i++)
        {
            int position = *(int*)(chosen->Row(token, 0, 0) + i * chosen->Nb0);
            if (position >= key->Ne1)
            {
                throw Failure($"position {position} (index {i}, token {token}) is outside 0..{key->Ne1 - 1}");
            }

            if (position >= 0)
            {
                selection[position] = row is null ? Half.Zero : row[position];
            }
        }
    }

    private void CheckShapes()
    {
        RequireRows(query);
        RequireRows(key);
        RequireRows(value);
        RequireRows(Result);
        Require(
            query->Ne0 == key->Ne0
                && key->Ne1 == value->Ne1
                && Result->Ne0 == value->Ne0
                && Result->Ne1 == query->Ne2
                && Result->Ne2 == query->Ne1
                && Result->Ne3 == query->Ne3,
            "needs q [d, tokens, heads, b], k [d, cache, k heads, b'] and v [dv, cache, v heads, b'']"
        );
        long groups = Math.Max(key->Ne2, value->Ne2);
        Require(
            TensorView.Divides(key->Ne2, groups)
                && TensorView.Divides(value->Ne2, groups)
                && TensorView.Divides(groups, query->Ne2)
                && TensorView.Divides(key->Ne3, query->Ne3)
                && TensorView.Divides(value->Ne3, query->Ne3),
            "the heads or batches of k and v do not divide those of q"
        );
        Require(
            key->Ne0 <= LongestHead
                && value->Ne0 <= LongestHead
                && key->Ne0 % TensorTypes.Get(key->Type).BlockElements == 0
                && value->Ne0 % TensorTypes.Get(value->Type).BlockElements == 0
                && query->Ne2 <= MostHeads
                && query->Ne2 * query->Ne1 <= int.MaxValue / 2
                && key->Ne1 <= int.MaxValue / 2,
            "has heads of no whole blocks, or more of something than can be"
        );
        Require(
            sinks is null || (sinks->HasDenseRows && sinks->IsCountable && sinks->Ne0 >= query->Ne2 && sinks->Rows > 0),
            "needs a sink for each head"
        );
        if (mask is not null)
        {
            RequireRows(mask);
            Require(
                mask->Ne0 >= key->Ne1
                    && mask->Ne1 >= query->Ne1
                    && TensorView.Divides(mask->Ne2, query->Ne2)
                    && TensorView.Divides(mask->Ne3, query->Ne3),
                "the mask does not fit"
            );
        }
    }

    // Any type that can be decoded row by row.
    private static string? Cache(GraphTensor node, int index)
    {
        TensorType type = node.Source(index).Type;
        return RowReader.TryFor(type) is not { RowsTogether: 1 }
            ? $"{node.Op}: {node.Source(index).Name} is {type}, which no cache can be"
            : null;
    }

    private static string? Optional(GraphTensor node, int index, TensorType type) =>
        index < node.Sources.Length && node.Sources[index] is { } source && source.Type != type
            ? $"{node.Op}: source {index} ({source.Name}) is {source.Type}, which must be {type}"
            : null;
}
