// The place of the largest element of each row.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>ARGMAX of F32 [n, rows] to I32 [rows]; of equal ones the last, as ggml has it; 0 for a row of NaN.</summary>
internal sealed unsafe class ArgMaxOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));

    /// <inheritdoc/>
    protected override TensorView* Walked => source;

    /// <inheritdoc/>
    protected override bool MayScatter => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 1;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.Types(node, TensorType.I32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check() =>
        Require(
            source->Ne2 == 1
                && source->Ne3 == 1
                && source->Ne0 is > 0 and <= int.MaxValue
                && Result->Ne0 == source->Ne1
                && Result->Rows == 1,
            "needs [n, rows] and one number for each row"
        );

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        byte* x = source->Row(row);
        float largest = float.NegativeInfinity;
        int place = 0;
        for (int i = 0; i < count; i++)
        {
            float value = *(float*)(x + i * source->Nb0);
            if (value >= largest)
            {
                largest = value;
                place = i;
            }
        }

        *(int*)(Result->Data + row.I1 * Result->Nb0) = place;
    }
}
