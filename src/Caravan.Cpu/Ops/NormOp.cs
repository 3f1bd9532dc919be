// Root mean square norm, layer norm and L2 norm.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// RMS_NORM, NORM and L2_NORM of each F32 row, optionally times a weight row (a MUL that was fused in). With s the sum of
/// squares of a row of n: x / sqrt(s / n + eps); (x - mean) / sqrt(variance + eps); x / max(sqrt(s), eps).
/// </summary>
internal sealed unsafe class NormOp : RowStep
{
    private readonly TensorView* source;
    private readonly TensorView* weight;
    private readonly GraphOp kind;
    private readonly float epsilon;

    /// <summary>A norm alone.</summary>
    internal NormOp(GraphTensor node, StepContext context)
        : this(node, node, null, context) { }

    /// <summary>A norm whose result is multiplied by <paramref name="weight"/> and written as <paramref name="result"/>.</summary>
    internal NormOp(GraphTensor norm, GraphTensor result, GraphTensor? weight, StepContext context)
        : base(result, context)
    {
        source = context.View(norm.Source(0));
        kind = norm.Op;
        epsilon = norm.Parameters.Float(0);
        this.weight = weight is null ? null : context.View(weight);
    }

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.5;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => OpCheck.AllF32(node);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Require(
            weight is null
                || (
                    weight->HasDenseRows
                    && weight->Ne0 == source->Ne0
                    && weight->Ne1 > 0
                    && weight->Ne2 > 0
                    && weight->Ne3 > 0
                ),
            "the weights do not fit the rows"
        );
        Context.Scratch.Require(0, source->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* x = Dense(source, source->Row(row), 0, count, Context.Scratch.Of(thread));
        float* result = ResultAt(row, 0);
        float mean = kind == GraphOp.Norm ? Reductions.Sum<MapFunctions.Identity>(x, count, 0) / count : 0;
        float squares = Reductions.Sum<MapFunctions.SquaredDifference>(x, count, mean);
        float scale =
            kind == GraphOp.L2Norm
                ? 1 / MathF.Max(MathF.Sqrt(squares), epsilon)
                : 1 / MathF.Sqrt(squares / count + epsilon);
        if (weight is null)
        {
            ElementwiseKernels.Map<MapFunctions.ShiftScale>(x, result, count, mean, scale);
        }
        else
        {
            ElementwiseKernels.ScaleAndMultiply(x, (float*)weight->RepeatedRow(row), result, count, mean, scale);
        }
    }
}
