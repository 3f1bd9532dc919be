// The recurrence of state space models, Mamba 1 and 2.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// SSM_SCAN: with F32 states s [n, dim, heads, slots], x [dim, heads, tokens, b], dt [heads, tokens, b], A [n or 1, heads],
/// B and C [n, groups, tokens, b] and I32 slots ids [b]: for each token s = s e^(dt A) + x dt B, y = s C, where dt went
/// through softplus. The result is one row: all y [dim, heads, tokens, b], then the last states [n, dim, heads, b].
/// </summary>
internal sealed unsafe class SsmScanOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private readonly TensorView* states = context.View(node.Source(0));
    private readonly TensorView* x = context.View(node.Source(1));
    private readonly TensorView* dt = context.View(node.Source(2));
    private readonly TensorView* a = context.View(node.Source(3));
    private readonly TensorView* b = context.View(node.Source(4));
    private readonly TensorView* c = context.View(node.Source(5));
    private readonly TensorView* ids = context.View(node.Source(6));

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.Types(
            node,
            TensorType.F32,
            TensorType.F32,
            TensorType.F32,
            TensorType.F32,
            TensorType.F32,
            TensorType.F32,
            TensorType.F32,
            TensorType.I32
        );

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireContiguous(Result);
        RequireRows(states);
        RequireRows(x);
        RequireRows(dt);
        RequireRows(a);
        RequireRows(b);
        RequireRows(c);
        RequireRows(ids);
        long heads = x->Ne1;
        Require(
            states->Ne1 == x->Ne0
                && states->Ne2 == heads
                && dt->Ne0 == heads
                && dt->Ne1 == x->Ne2
                && dt->Ne2 == x->Ne3
                && dt->Ne3 == 1
                && (a->Ne0 == 1 || a->Ne0 == states->Ne0)
                && a->Ne1 == heads
                && a->Ne2 * a->Ne3 == 1
                && b->Ne0 == states->Ne0
                && b->Ne2 == x->Ne2
                && b->Ne3 == x->Ne3
                && c->SameShape(*b)
                && TensorView.Divides(b->Ne1, heads)
                && ids->Ne0 == x->Ne3
                && ids->Rows == 1,
            "needs s [n, dim, heads, slots], x [dim, heads, tokens, b], dt [heads, tokens, b], A [n or 1, heads], "
                + "B and C [n, groups, tokens, b] and ids [b]"
        );
        long perSlot = states->Ne0 * states->Ne1 * states->Ne2;
        Require(
            Result->Elements == x->Elements + (Int128)perSlot * x->Ne3,
            "the result must have room for all outputs and the last states"
        );
        // An exponential for each state of Mamba 1, for each head of Mamba 2.
        unitNanoseconds = states->Ne0 * (double)states->Ne1 * x->Ne2 * (a->Ne0 == 1 ? 0.5 : 8);
        return heads * x->Ne3;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        long sequence = Math.DivRem(unit, x->Ne1, out long head);
        int slot = *(int*)(ids->Data + sequence * ids->Nb0);
        if ((uint)slot >= (ulong)states->Ne3)
        {
            throw Failure($"slot {slot} of sequence {sequence} is outside 0..{states->Ne3 - 1}");
        }

        long n = states->Ne0;
        long dim = states->Ne1;
        float* state = (float*)Result->Data + x->Elements + n * dim * (head + x->Ne1 * sequence);
        for (long i = 0; i < dim; i++)
        {
            RowArithmetic.Copy((float*)states->Row(i, head, slot), state + i * n, n);
        }

        long group = head / (x->Ne1 / b->Ne1);
        float* y = (float*)Result->Data + dim * (head + x->Ne1 * x->Ne2 * sequence);
        float* decays = (float*)a->Row(head, 0, 0);
        for (long token = 0; token < x->Ne2; token++, y += dim * x->Ne1)
        {
            float step = RowArithmetic.SoftPlus(((float*)dt->Row(token, sequence, 0))[head]);
            float* values = (float*)x->Row(head, token, sequence);
            float* input = (float*)b->Row(group, token, sequence);
            float* output = (float*)c->Row(group, token, sequence);
            if (a->Ne0 == 1)
            {
                float decay = MathF.Exp(step * *decays);
                for (long i = 0; i < dim; i++)
                {
                    y[i] = RowArithmetic.DecayAddDot(state + i * n, decay, input, values[i] * step, output, n);
                }
            }
            else
            {
                for (long i = 0; i < dim; i++)
                {
                    y[i] = Advance(state + i * n, decays, step, input, values[i] * step, output, n);
                }
            }
        }
    }

    // Mamba 1: every state has a decay of its own. Touches count floats of each operand.
    private static float Advance(
        float* state,
        float* decays,
        float step,
        float* input,
        float factor,
        float* output,
        long count
    )
    {
        float sum = 0;
        for (long i = 0; i < count; i++)
        {
            float next = state[i] * MathF.Exp(step * decays[i]) + input[i] * factor;
            sum += next * output[i];
            state[i] = next;
        }

        return sum;
    }
}
