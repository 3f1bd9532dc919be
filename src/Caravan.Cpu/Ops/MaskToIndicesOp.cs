// The positions that a mask lets through.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// MASK_TO_IDX: for each row of a mask of F32 or F16 the places of its zeros in order as I32, the rest of the result's row -1.
/// </summary>
internal sealed unsafe class MaskToIndicesOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* mask = context.View(node.Source(0));
    private readonly bool isHalf = node.Source(0).Type == TensorType.F16;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 1.0 * mask->Ne0 / Math.Max(1, Result->Ne0);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Source(0).Type is TensorType.F16 or TensorType.F32
            ? OpCheck.Types(node, TensorType.I32, node.Source(0).Type)
            : $"MASK_TO_IDX of {node.Source(0).Type}: masks are F32 or F16";

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(mask);
        Require(
            mask->Ne0 <= int.MaxValue
                && mask->Ne1 == Result->Ne1
                && mask->Ne2 == Result->Ne2
                && mask->Ne3 == Result->Ne3,
            "needs a mask [cache, a, b, c] and a result [k, a, b, c]"
        );
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        byte* x = mask->Row(row);
        int* result = (int*)Result->Row(row);
        long found = 0;
        for (int i = 0; i < mask->Ne0; i++)
        {
            bool isZero = isHalf ? ((ushort*)x)[i] == 0 : ((float*)x)[i] == 0;
            if (!isZero)
            {
                continue;
            }

            if (found == count)
            {
                throw Failure($"row {row.I1} of the mask has more zeros than the {count} there is room for");
            }

            result[found++] = i;
        }

        new Span<int>(result + found, checked((int)(count - found))).Fill(-1);
    }
}
