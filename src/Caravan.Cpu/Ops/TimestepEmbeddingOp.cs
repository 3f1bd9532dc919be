// Sinusoidal embeddings of time steps.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// TIMESTEP_EMBEDDING: F32 [n] to [d, n] with d in word 0 and the longest period in word 1: cosines in the first half,
/// sines in the second, a zero behind them when d is odd.
/// </summary>
internal sealed unsafe class TimestepEmbeddingOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly int dimensions = node.Parameters[0];
    private readonly int longestPeriod = node.Parameters[1];

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 30;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] < 1 || node.Parameters[1] < 1
            ? $"TIMESTEP_EMBEDDING of {node.Parameters[0]} elements with periods up to {node.Parameters[1]}"
            : OpCheck.Types(node, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check() =>
        Require(
            source->IsCountable
                && source->Rows == 1
                && Result->Ne0 == dimensions
                && Result->Ne1 == source->Ne0
                && Result->Ne2 * Result->Ne3 == 1,
            "needs steps [n] and a result [d, n]"
        );

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float time = *(float*)(source->Data + row.I1 * source->Nb0);
        float* result = ResultAt(row, 0);
        int half = dimensions / 2;
        float logarithm = MathF.Log(longestPeriod);
        for (int i = 0; i < half; i++)
        {
            float angle = time * MathF.Exp(-logarithm * i / half);
            result[i] = MathF.Cos(angle);
            result[half + i] = MathF.Sin(angle);
        }

        if (dimensions % 2 != 0)
        {
            result[2 * half] = 0;
        }
    }
}
