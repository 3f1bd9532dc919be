// Evenly spaced numbers.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>ARANGE: F32 [n] with start + step * i; words 0 to 2 are start, stop and step.</summary>
internal sealed unsafe class ArangeOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly float first = node.Parameters.Float(0);
    private readonly float stop = node.Parameters.Float(1);
    private readonly float step = node.Parameters.Float(2);

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.5;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.Types(node, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check() =>
        Require(
            Result->Rows == 1 && Result->Ne0 == MathF.Ceiling((stop - first) / step),
            "needs a row with an element for each step from start to stop"
        );

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* result = ResultAt(row, start);
        for (long i = 0; i < count; i++)
        {
            result[i] = first + step * (start + i);
        }
    }
}
