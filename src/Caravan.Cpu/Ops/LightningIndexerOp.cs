// Scores of cached keys for sparse attention.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// LIGHTNING_INDEXER: F32 q [d, heads, tokens, b], k [d, 1, cache, b] of any type, F32 weights w [heads, tokens, 1, b] and F16
/// mask [cache, tokens, 1, b*] to F32 [cache, tokens, 1, b]: the sum over heads of <c>max(q k, 0) w</c>, plus the mask.
/// A unit is a block of keys, each of which is read once for all tokens.
/// </summary>
internal sealed unsafe class LightningIndexerOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private const int BlockKeys = 32;

    private readonly TensorView* q = context.View(node.Source(0));
    private readonly TensorView* k = context.View(node.Source(1));
    private readonly TensorView* w = context.View(node.Source(2));
    private readonly TensorView* mask = context.View(node.Source(3));
    private readonly RowReader reader = RowReader.TryFor(node.Source(1).Type)!;
    private long blocks;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        RowReader.TryFor(node.Source(1).Type) is not { RowsTogether: 1 }
            ? $"LIGHTNING_INDEXER over keys of {node.Source(1).Type}"
            : OpCheck.Types(node, TensorType.F32, TensorType.F32, node.Source(1).Type, TensorType.F32, TensorType.F16);

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireRows(q);
        RequireRows(k);
        RequireRows(w);
        RequireRows(mask);
        RequireRows(Result);
        Require(
            q->Ne0 == k->Ne0
                && k->Ne1 == 1
                && k->Ne3 == q->Ne3
                && w->Ne0 == q->Ne1
                && w->Ne1 == q->Ne2
                && w->Ne2 == 1
                && w->Ne3 == q->Ne3
                && mask->Ne0 == k->Ne2
                && mask->Ne1 == q->Ne2
                && mask->Ne2 == 1
                && TensorView.Divides(mask->Ne3, q->Ne3)
                && Result->Ne0 == k->Ne2
                && Result->Ne1 == q->Ne2
                && Result->Ne2 == 1
                && Result->Ne3 == q->Ne3,
            "needs q [d, heads, tokens, b], k [d, 1, cache, b], w [heads, tokens, 1, b] and a mask [cache, tokens, 1, b*]"
        );
        Context.Scratch.Require(0, k->Ne0 * sizeof(float));
        blocks = (k->Ne2 + BlockKeys - 1) / BlockKeys;
        unitNanoseconds = 0.2 * BlockKeys * q->Ne0 * q->Ne1 * q->Ne2;
        return blocks * q->Ne3;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        long stream = Math.DivRem(unit, blocks, out long block);
        long end = Math.Min((block + 1) * BlockKeys, k->Ne2);
        float* buffer = (float*)Context.Scratch.Of(thread);
        for (long place = block * BlockKeys; place < end; place++)
        {
            byte* row = k->Row(0, place, stream);
            float* key = (float*)row;
            if (k->Type != TensorType.F32)
            {
                reader.Read(row, buffer, k->Ne0);
                key = buffer;
            }

            for (long token = 0; token < q->Ne2; token++)
            {
                float* weights = (float*)w->Row(token, 0, stream);
                float score = 0;
                for (long head = 0; head < q->Ne1; head++)
                {
                    float product = RowArithmetic.Dot((float*)q->Row(head, token, stream), key, q->Ne0);
                    score += MathF.Max(product, 0) * weights[head];
                }

                float masked = (float)*((Half*)mask->Row(token, 0, stream % mask->Ne3) + place);
                ((float*)Result->Row(token, 0, stream))[place] = score + masked;
            }
        }
    }
}
