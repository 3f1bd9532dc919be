// The short convolution of state space models.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// SSM_CONV: F32 x [taps - 1 + tokens, channels, b] by weights [taps, channels] to [channels, tokens, b]: each token's channel is
/// the product of its weights with the window of x that begins at the token.
/// </summary>
internal sealed unsafe class SsmConvOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly TensorView* weight = context.View(node.Source(1));

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => weight->Ne0;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.Types(node, TensorType.F32, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(source);
        RequireRows(weight);
        Require(
            weight->Ne2 * weight->Ne3 == 1
                && weight->Ne0 > 0
                && weight->Ne1 == Result->Ne0
                && source->Ne0 == weight->Ne0 - 1 + Result->Ne1
                && source->Ne1 == Result->Ne0
                && source->Ne2 == Result->Ne2
                && source->Ne3 == 1
                && Result->Ne3 == 1,
            "needs x [taps - 1 + tokens, channels, b], weights [taps, channels] and a result [channels, tokens, b]"
        );
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* result = ResultAt(row, start);
        long taps = weight->Ne0;
        for (long i = 0; i < count; i++)
        {
            // The window ends at element token + taps - 1, which the row has.
            float* window = (float*)source->Row(start + i, row.I2, 0) + row.I1;
            float* weights = (float*)weight->Row(start + i, 0, 0);
            float sum = 0;
            for (long tap = 0; tap < taps; tap++)
            {
                sum += window[tap] * weights[tap];
            }

            result[i] = sum;
        }
    }
}
