// Sum or mean along a dimension.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// SUM_ROWS and MEAN of F32 along a dimension, whose extent becomes 1: dimension 0 in ggml, any (word 0) in ik_llama.cpp.
/// Along the others rows are added one after another.
/// </summary>
internal sealed unsafe class SumRowsOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly bool isMean = node.Op == GraphOp.Mean;
    private readonly int dimension = node.Parameters[0];

    /// <inheritdoc/>
    protected override TensorView* Walked => dimension == 0 ? source : Result;

    /// <inheritdoc/>
    protected override bool CanCutRows => dimension != 0;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => dimension == 0 ? 0.2 : 0.2 * Summands;

    private long Summands =>
        dimension switch
        {
            1 => source->Ne1,
            2 => source->Ne2,
            _ => source->Ne3,
        };

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] is < 0 or > 3 ? $"{node.Op} has no dimension {node.Parameters[0]}" : OpCheck.AllF32(node);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            source->IsCountable
                && Result->Ne0 == (dimension == 0 ? 1 : source->Ne0)
                && Result->Ne1 == (dimension == 1 ? 1 : source->Ne1)
                && Result->Ne2 == (dimension == 2 ? 1 : source->Ne2)
                && Result->Ne3 == (dimension == 3 ? 1 : source->Ne3),
            "the result must have one element for each sum"
        );
        Context.Scratch.Require(0, (dimension == 0 ? source->Ne0 : PieceElements) * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        void* buffer = Context.Scratch.Of(thread);
        float* result = ResultAt(row, start);
        if (dimension == 0)
        {
            float* x = Dense(source, source->Row(row), 0, count, buffer);
            float sum = Reductions.Sum<MapFunctions.Identity>(x, count, 0);
            *result = isMean ? sum / count : sum;
            return;
        }

        // The result's index along the dimension is 0.
        long stride =
            dimension == 1 ? source->Nb1
            : dimension == 2 ? source->Nb2
            : source->Nb3;
        byte* summand = source->Row(row);
        new Span<float>(result, (int)count).Clear();
        for (long i = 0; i < Summands; i++, summand += stride)
        {
            float* x = Dense(source, summand, start, count, buffer);
            ElementwiseKernels.Combine<CombineFunctions.Add>(result, x, result, count);
        }

        if (isMean)
        {
            ElementwiseKernels.Map<MapFunctions.Scale>(result, result, count, 1f / Summands, 0);
        }
    }
}
