// Diagonal matrices.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>DIAG: F32 rows [n, 1, b, c] to matrices [n, n, b, c] with the row as diagonal.</summary>
internal sealed unsafe class DiagOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.2;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.Types(node, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check() =>
        Require(
            source->Ne1 == 1
                && Result->Ne0 == source->Ne0
                && Result->Ne1 == source->Ne0
                && Result->Ne2 == source->Ne2
                && Result->Ne3 == source->Ne3,
            "needs rows [n, 1, b, c] and a result [n, n, b, c]"
        );

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float value = *(float*)(source->Row(0, row.I2, row.I3) + row.I1 * source->Nb0);
        float* result = ResultAt(row, 0);
        new Span<float>(result, checked((int)count)).Clear();
        result[row.I1] = value;
    }
}
