// Running sums of each row.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>CUMSUM of F32 rows: element i is the sum of elements 0 to i.</summary>
internal sealed unsafe class CumSumOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 1;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.Types(node, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check() =>
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        byte* x = source->Row(row);
        float* result = ResultAt(row, 0);
        float sum = 0;
        for (long i = 0; i < count; i++)
        {
            sum += *(float*)(x + i * source->Nb0);
            result[i] = sum;
        }
    }
}
