// Sum or mean of each row.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>SUM_ROWS and MEAN of each F32 row: [n, ...] to [1, ...].</summary>
internal sealed unsafe class SumRowsOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly bool isMean = node.Op == GraphOp.Mean;

    /// <inheritdoc/>
    protected override TensorView* Walked => source;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.2;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.AllF32(node);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            Result->Ne0 == 1 && Result->Ne1 == source->Ne1 && Result->Ne2 == source->Ne2 && Result->Ne3 == source->Ne3,
            "the result must have one element for each row"
        );
        Context.Scratch.Require(0, source->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* x = Dense(source, source->Row(row), 0, count, Context.Scratch.Of(thread));
        float sum = Reductions.Sum<MapFunctions.Identity>(x, count, 0);
        *ResultAt(row, 0) = isMean ? sum / count : sum;
    }
}
