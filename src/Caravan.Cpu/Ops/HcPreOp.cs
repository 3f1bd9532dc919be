// Joins the streams of hyper-connections.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>DSV4_HC_PRE: F32 x [n, streams, tokens] and weights [streams, tokens] to the weighted sum of streams [n, tokens].</summary>
internal sealed unsafe class HcPreOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly TensorView* weights = context.View(node.Source(1));

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.3 * source->Ne1;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.Types(node, TensorType.F32, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(source);
        Require(
            weights->Ne0 == source->Ne1
                && weights->Ne1 == source->Ne2
                && weights->Ne2 == 1
                && weights->Ne3 == 1
                && source->Ne3 == 1
                && Result->Ne0 == source->Ne0
                && Result->Ne1 == source->Ne2
                && Result->Ne2 == 1
                && Result->Ne3 == 1,
            "needs x [n, streams, tokens], weights [streams, tokens] and a result [n, tokens]"
        );
        Context.Scratch.Require(0, PieceElements * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* sum = (float*)Context.Scratch.Of(thread);
        new Span<float>(sum, (int)count).Clear();
        for (long stream = 0; stream < source->Ne1; stream++)
        {
            float weight = *(float*)(weights->Data + stream * weights->Nb0 + row.I1 * weights->Nb1);
            RowArithmetic.MultiplyAdd((float*)source->Row(stream, row.I1, 0) + start, weight, sum, count);
        }

        RowArithmetic.Copy(sum, ResultAt(row, start), count);
    }
}
