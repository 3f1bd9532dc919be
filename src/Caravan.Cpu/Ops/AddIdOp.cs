// Adds to each row the row that an index names: expert biases.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>ADD_ID: a [n, used, tokens] + b [n, experts] row ids [used, tokens].</summary>
internal sealed unsafe class AddIdOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* a = context.View(node.Source(0));
    private readonly TensorView* b = context.View(node.Source(1));
    private readonly TensorView* ids = context.View(node.Source(2));

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.3;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.AllF32(node, sources: 2)
        ?? OpCheck.DenseSource(node, 0, TensorType.F32)
        ?? OpCheck.DenseSource(node, 1, TensorType.F32)
        ?? (node.Source(2).Type == TensorType.I32 ? null : "ADD_ID needs I32 ids");

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            a->SameShape(*Result) && b->Ne0 == a->Ne0 && ids->Ne0 == a->Ne1 && ids->Ne1 == a->Ne2 && a->Ne3 == 1,
            "needs a [n, used, tokens], b [n, experts] and ids [used, tokens]"
        );
        Require(b->Ne2 > 0 && b->Ne3 > 0 && ids->Ne2 > 0 && ids->Ne3 > 0, "needs operands that are not empty");
        RequireRows(a);
        RequireRows(b);
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        int id = *(int*)(ids->Data + row.I1 * ids->Nb0 + row.I2 * ids->Nb1);
        if ((uint)id >= (ulong)b->Ne1)
        {
            throw Failure($"id {id} of slot {row.I1}, token {row.I2} is outside 0..{b->Ne1 - 1}");
        }

        ElementwiseKernels.Combine<CombineFunctions.Add>(
            (float*)a->Row(row),
            (float*)b->Row(id, 0, 0),
            ResultAt(row, 0),
            count
        );
    }
}
