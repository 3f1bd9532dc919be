// Sums of what a token's experts gave.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// MULTI_ADD: F32 x [n, used, tokens] to [n, tokens]: the sum over the experts in order. Optional F32 weights [1, used, tokens]
/// (source 1) multiply the summands; so do F32 scales [experts] (source 2) at I32 ids [used, tokens] (source 3), which makes
/// it ik_llama.cpp's MUL_MULTI_ADD.
/// </summary>
internal sealed unsafe class MultiAddOp : RowStep
{
    private readonly TensorView* x;
    private readonly TensorView* weights;
    private readonly TensorView* scales;
    private readonly TensorView* ids;

    internal MultiAddOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        x = Source(0);
        weights = OptionalSource(1);
        scales = OptionalSource(2);
        ids = OptionalSource(3);
    }

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.2 * x->Ne1;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        bool hasScales = node.Sources.Length > 2 && node.Sources[2] is not null;
        bool hasIds = node.Sources.Length > 3 && node.Sources[3] is not null;
        return hasScales != hasIds ? "MULTI_ADD has scales without ids, or ids without scales"
            : hasIds && node.Source(3).Type != TensorType.I32 ? "MULTI_ADD needs I32 ids"
            : OpCheck.AllF32(node, sources: 3);
    }

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            x->IsCountable
                && x->Ne3 == 1
                && x->Ne1 > 0
                && Result->Ne0 == x->Ne0
                && Result->Ne1 == x->Ne2
                && Result->Ne2 == 1
                && Result->Ne3 == 1,
            "needs x [n, used, tokens] and a result [n, tokens]"
        );
        Require(
            weights is null
                || (weights->Ne0 == 1 && weights->Ne1 == x->Ne1 && weights->Ne2 == x->Ne2 && weights->Ne3 == 1),
            "the weights are not [1, used, tokens]"
        );
        Require(
            ids is null
                || (
                    ids->Ne0 == x->Ne1
                    && ids->Ne1 == x->Ne2
                    && ids->Ne2 > 0
                    && ids->Ne3 > 0
                    && scales->IsCountable
                    && scales->Rows > 0
                ),
            "the ids are not [used, tokens], or there are no scales"
        );
        Context.Scratch.Require(0, PieceElements * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* result = ResultAt(row, start);
        for (long slot = 0; slot < x->Ne1; slot++)
        {
            float* summand = Dense(x, x->Row(slot, row.I1, 0), start, count, Context.Scratch.Of(thread));
            float factor = Factor(slot, row.I1);
            if (slot == 0)
            {
                ElementwiseKernels.Map<MapFunctions.Scale>(summand, result, count, factor, 0);
            }
            else
            {
                RowArithmetic.MultiplyAdd(summand, factor, result, count);
            }
        }
    }

    private float Factor(long slot, long token)
    {
        float factor = weights is null ? 1 : *(float*)weights->Row(slot, token, 0);
        if (ids is null)
        {
            return factor;
        }

        int id = *(int*)(ids->Data + slot * ids->Nb0 + token * ids->Nb1);
        return (uint)id < (ulong)scales->Ne0
            ? factor * *(float*)(scales->Data + id * scales->Nb0)
            : throw Failure($"id {id} of slot {slot}, token {token} is outside 0..{scales->Ne0 - 1}");
    }
}
