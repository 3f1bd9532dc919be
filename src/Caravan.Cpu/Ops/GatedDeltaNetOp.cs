// The gated delta rule.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// GATED_DELTA_NET of F32 q, k [d, q heads, tokens, b*], v [d, heads, tokens, b], g [1 or d, heads, tokens, b], beta
/// [1, heads, tokens, b] and states [d, d, heads, b], whose rows j are: <c>s_j = e^g s_j</c>,
/// <c>s_j += k beta (v_j - s_j k)</c>, <c>y_j = s_j q / sqrt(d)</c>. The result [d * heads, ...] holds the outputs
/// [d, heads, tokens, b], then word 0 snapshots [d, d, heads, b] of the states, the last one first.
/// </summary>
internal sealed unsafe class GatedDeltaNetOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private readonly TensorView* q = context.View(node.Source(0));
    private readonly TensorView* k = context.View(node.Source(1));
    private readonly TensorView* v = context.View(node.Source(2));
    private readonly TensorView* g = context.View(node.Source(3));
    private readonly TensorView* beta = context.View(node.Source(4));
    private readonly TensorView* states = context.View(node.Source(5));
    private readonly long snapshots = node.Parameters[0];

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] < 1
            ? $"GATED_DELTA_NET with {node.Parameters[0]} snapshots"
            : OpCheck.Types(
                node,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32,
                TensorType.F32
            );

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireContiguous(Result);
        for (int i = 0; i < 6; i++)
        {
            RequireRows(Source(i));
        }

        long d = v->Ne0;
        Require(IsKey(q) && IsKey(k), "needs q and k [d, q heads, tokens, b*]");
        Require(
            (g->Ne0 == 1 || g->Ne0 == d) && IsPerToken(g) && beta->Ne0 == 1 && IsPerToken(beta),
            "needs g [1 or d, heads, tokens, b] and beta [1, heads, tokens, b]"
        );
        Require(
            states->Ne0 == d && states->Ne1 == d && states->Ne2 == v->Ne1 && states->Ne3 == v->Ne3,
            "needs states [d, d, heads, b]"
        );
        Require(
            Result->Elements == v->Elements + (Int128)states->Elements * snapshots,
            "the result must have room for all outputs and snapshots"
        );
        // A row of d, and the state where it is not kept in the result.
        Context.Scratch.Require(0, (d + d * d) * sizeof(float));
        unitNanoseconds = (double)d * d * v->Ne2;
        return v->Ne1 * v->Ne3;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        long d = v->Ne0;
        long sequence = Math.DivRem(unit, v->Ne1, out long head);
        float* row = (float*)Context.Scratch.Of(thread);
        float* state = row + d;
        for (long j = 0; j < d; j++)
        {
            RowArithmetic.Copy((float*)states->Row(j, head, sequence), state + j * d, d);
        }

        float* kept = (float*)Result->Data + v->Elements + d * d * unit;
        float* y = (float*)Result->Data + d * (head + v->Ne1 * v->Ne2 * sequence);
        for (long token = 0; token < v->Ne2; token++, y += d * v->Ne1)
        {
            Advance(state, row, y, head, token, sequence);
            long snapshot = v->Ne2 - 1 - token;
            if (snapshot < snapshots)
            {
                RowArithmetic.Copy(state, kept + snapshot * states->Elements, d * d);
            }
        }

        if (v->Ne2 == 0)
        {
            RowArithmetic.Copy(state, kept, d * d);
        }
    }

    private void Advance(float* state, float* row, float* y, long head, long token, long sequence)
    {
        long d = v->Ne0;
        float* query = (float*)q->Row(head % q->Ne1, token, sequence / (v->Ne3 / q->Ne3));
        float* key = (float*)k->Row(head % k->Ne1, token, sequence / (v->Ne3 / k->Ne3));
        float* value = (float*)v->Row(head, token, sequence);
        float* gate = (float*)g->Row(head, token, sequence);
        float strength = *(float*)beta->Row(head, token, sequence);
        bool isPerElement = g->Ne0 != 1;
        float decay = MathF.Exp(*gate);
        if (isPerElement)
        {
            ElementwiseKernels.Map<MapFunctions.Exp>(gate, row, d, 0, 0);
        }

        float scale = 1 / MathF.Sqrt(d);
        for (long j = 0; j < d; j++, state += d)
        {
            if (isPerElement)
            {
                ElementwiseKernels.Combine<CombineFunctions.Mul>(state, row, state, d);
            }
            else
            {
                ElementwiseKernels.Map<MapFunctions.Scale>(state, state, d, decay, 0);
            }

            float delta = (value[j] - RowArithmetic.Dot(state, key, d)) * strength;
            RowArithmetic.MultiplyAdd(key, delta, state, d);
            y[j] = RowArithmetic.Dot(state, query, d) * scale;
        }
    }

    private bool IsKey(TensorView* view) =>
        view->Ne0 == v->Ne0 && view->Ne1 > 0 && view->Ne2 == v->Ne2 && TensorView.Divides(view->Ne3, v->Ne3);

    private bool IsPerToken(TensorView* view) => view->Ne1 == v->Ne1 && view->Ne2 == v->Ne2 && view->Ne3 == v->Ne3;
}
