// The cached keys that score best for each token.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// INDEXER_TOPK: keys [d, cache] of any type, F32 queries [d, heads, tokens], F32 weights [heads, tokens] and a mask [cache, tokens]
/// of F32 or F16 to I32 [k, tokens]: the places of the k best of <c>mask + sum over heads of max(q k, 0) w</c>, best first.
/// Word 0 is the function between product and weight, of which there is RELU. Blocks of keys are scored, each key read once for
/// all tokens of a round, then the scores of each token are sorted.
/// </summary>
internal sealed unsafe class IndexerTopKOp : Step
{
    private const int ScorePart = 0;
    private const int SortPart = 1;
    private const int BlockKeys = 32;

    // Scores are kept below this; more tokens are done in several rounds.
    private const long MostScoreBytes = 32L << 20;

    private readonly TensorView* keys;
    private readonly TensorView* queries;
    private readonly TensorView* weights;
    private readonly TensorView* mask;
    private readonly RowReader reader;
    private long tokensPerRound;
    private long firstToken;
    private long roundTokens;

    internal IndexerTopKOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        keys = Source(0);
        queries = Source(1);
        weights = Source(2);
        mask = Source(3);
        reader = RowReader.TryFor(node.Source(0).Type)!;
    }

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] != (int)UnaryOp.Relu ? $"INDEXER_TOPK has no function {node.Parameters[0]}: it has RELU"
        : RowReader.TryFor(node.Source(0).Type) is not { RowsTogether: 1 }
            ? $"INDEXER_TOPK over keys of {node.Source(0).Type}"
        : node.Source(3).Type is not (TensorType.F16 or TensorType.F32)
            ? $"INDEXER_TOPK with a mask of {node.Source(3).Type}: masks are F32 or F16"
        : OpCheck.Types(node, TensorType.I32, node.Source(0).Type, TensorType.F32, TensorType.F32, node.Source(3).Type);

    /// <inheritdoc/>
    internal override void Bind()
    {
        RequireRows(keys);
        RequireRows(queries);
        RequireRows(weights);
        RequireRows(mask);
        RequireRows(Result);
        long tokens = queries->Ne2;
        Require(
            keys->Ne0 == queries->Ne0
                && keys->Ne0 % TensorTypes.Get(keys->Type).BlockElements == 0
                && weights->Ne0 == queries->Ne1
                && weights->Ne1 == tokens
                && mask->Ne0 == keys->Ne1
                && mask->Ne1 >= tokens
                && Result->Ne0 <= keys->Ne1
                && Result->Ne1 == tokens
                && keys->Ne1 <= int.MaxValue
                && tokens <= int.MaxValue,
            "needs keys [d, cache], queries [d, heads, tokens], weights [heads, tokens] and a mask [cache, tokens]"
        );
        Require(
            IsMatrix(keys) && queries->Ne3 == 1 && IsMatrix(weights) && IsMatrix(mask) && IsMatrix(Result),
            "needs operands without further dimensions"
        );
        long tokenBytes = Math.Max(1, keys->Ne1) * sizeof(float);
        tokensPerRound = Math.Clamp(MostScoreBytes / tokenBytes, 1, Math.Max(1, tokens));
        long threadBytes = Math.Max(keys->Ne0 * sizeof(float), Result->Ne0 * sizeof(ulong));
        Context.Scratch.Require(tokensPerRound * tokenBytes, threadBytes);
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team)
    {
        for (firstToken = 0; firstToken < queries->Ne2; firstToken += roundTokens)
        {
            roundTokens = Math.Min(tokensPerRound, queries->Ne2 - firstToken);
            team.Run(this, ScorePart, (int)((keys->Ne1 + BlockKeys - 1) / BlockKeys));
            team.Run(this, SortPart, (int)roundTokens);
        }
    }

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        if (part == ScorePart)
        {
            long end = Math.Min((task + 1L) * BlockKeys, keys->Ne1);
            for (long place = (long)task * BlockKeys; place < end; place++)
            {
                Score(place, (float*)Context.Scratch.Of(thread));
            }
        }
        else
        {
            Sort(task, new Span<ulong>(Context.Scratch.Of(thread), (int)Result->Ne0));
        }
    }

    private static bool IsMatrix(TensorView* view) => view->Ne2 == 1 && view->Ne3 == 1;

    private float* ScoresOf(long roundToken) => (float*)Context.Scratch.Shared + roundToken * keys->Ne1;

    private void Score(long place, float* key)
    {
        reader.Read(keys->Row(place, 0, 0), key, keys->Ne0);
        for (long i = 0; i < roundTokens; i++)
        {
            long token = firstToken + i;
            byte* maskRow = mask->Row(token, 0, 0);
            float score = mask->Type == TensorType.F16 ? (float)((Half*)maskRow)[place] : ((float*)maskRow)[place];
            float* weightsOfToken = (float*)weights->Row(token, 0, 0);
            for (long head = 0; head < queries->Ne1; head++)
            {
                float product = RowArithmetic.Dot((float*)queries->Row(head, token, 0), key, keys->Ne0);
                score += MathF.Max(product, 0) * weightsOfToken[head];
            }

            ScoresOf(i)[place] = score;
        }
    }

    private void Sort(int roundToken, Span<ulong> best)
    {
        SortKeys.Smallest((byte*)ScoresOf(roundToken), sizeof(float), (int)keys->Ne1, descending: true, best);
        int* result = (int*)Result->Row(firstToken + roundToken, 0, 0);
        for (int i = 0; i < best.Length; i++)
        {
            result[i] = (int)(uint)best[i];
        }
    }
}
