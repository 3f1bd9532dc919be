// Indices of the largest elements of each row.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>TOP_K: the places of the k (ne0 of the result) largest of F32 rows as I32, largest first; NaN counts as the least.</summary>
internal sealed unsafe class TopKOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 40 + 2.0 * source->Ne0 / Math.Max(1, Result->Ne0);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.Types(node, TensorType.I32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            source->Ne0 <= int.MaxValue
                && Result->Ne0 <= source->Ne0
                && Result->Ne1 == source->Ne1
                && Result->Ne2 == source->Ne2
                && Result->Ne3 == source->Ne3,
            "needs rows of at least k elements and a result of k in each row"
        );
        Context.Scratch.Require(0, Result->Ne0 * sizeof(ulong));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        Span<ulong> keys = new(Context.Scratch.Of(thread), (int)count);
        SortKeys.Smallest(source->Row(row), source->Nb0, (int)source->Ne0, descending: true, keys);
        int* result = (int*)Result->Row(row);
        for (int i = 0; i < keys.Length; i++)
        {
            result[i] = (int)(uint)keys[i];
        }
    }
}
