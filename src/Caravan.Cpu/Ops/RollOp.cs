// A tensor shifted around its ends.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>ROLL of F32: element i of dimension d comes from i - word d, counted around the ends.</summary>
internal sealed unsafe class RollOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly OpParameters shifts = node.Parameters;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.6;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.Types(node, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check() =>
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        byte* x = source->Row(
            Origin(row.I1, 1, source->Ne1),
            Origin(row.I2, 2, source->Ne2),
            Origin(row.I3, 3, source->Ne3)
        );
        float* result = ResultAt(row, 0);
        long from = Origin(0, 0, count);
        for (long i = 0; i < count; i++)
        {
            result[i] = *(float*)(x + from * source->Nb0);
            from = from + 1 == count ? 0 : from + 1;
        }
    }

    private long Origin(long index, int dimension, long extent)
    {
        long rest = (index - shifts[dimension]) % extent;
        return rest < 0 ? rest + extent : rest;
    }
}
