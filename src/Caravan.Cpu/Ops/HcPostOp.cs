// Spreads a layer's output over the streams of hyper-connections.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// DSV4_HC_POST: F32 x [n, tokens], residual [n, streams, tokens], post [streams, tokens] and comb [streams, streams, tokens] to
/// [n, streams, tokens]: stream i is <c>x post_i</c> plus the sum over j of <c>residual_j comb[i, j]</c>.
/// </summary>
internal sealed unsafe class HcPostOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly TensorView* residual = context.View(node.Source(1));
    private readonly TensorView* post = context.View(node.Source(2));
    private readonly TensorView* comb = context.View(node.Source(3));

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.3 * (residual->Ne1 + 1);

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.Types(node, TensorType.F32, TensorType.F32, TensorType.F32, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(source);
        RequireRows(residual);
        long streams = residual->Ne1;
        long tokens = source->Ne1;
        Require(
            source->Ne2 == 1
                && source->Ne3 == 1
                && residual->Ne0 == source->Ne0
                && residual->Ne2 == tokens
                && residual->Ne3 == 1
                && post->Ne0 == streams
                && post->Ne1 == tokens
                && post->Ne2 == 1
                && post->Ne3 == 1
                && comb->Ne0 == streams
                && comb->Ne1 == streams
                && comb->Ne2 == tokens
                && comb->Ne3 == 1
                && Result->SameShape(*residual),
            "needs x [n, tokens], residual [n, streams, tokens], post [streams, tokens] and comb [streams, streams, tokens]"
        );
        Context.Scratch.Require(0, PieceElements * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* sum = (float*)Context.Scratch.Of(thread);
        float weight = *(float*)(post->Data + row.I1 * post->Nb0 + row.I2 * post->Nb1);
        float* x = (float*)source->Row(row.I2, 0, 0) + start;
        ElementwiseKernels.Map<MapFunctions.Scale>(x, sum, count, weight, 0);
        for (long stream = 0; stream < residual->Ne1; stream++)
        {
            float factor = *(float*)(comb->Data + row.I1 * comb->Nb0 + stream * comb->Nb1 + row.I2 * comb->Nb2);
            RowArithmetic.MultiplyAdd((float*)residual->Row(stream, row.I2, 0) + start, factor, sum, count);
        }

        RowArithmetic.Copy(sum, ResultAt(row, start), count);
    }
}
