// Masks the elements right of a diagonal.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>DIAG_MASK_INF and DIAG_MASK_ZERO of F32: element i of row j becomes -infinity or 0 where i > j + word 0.</summary>
internal sealed unsafe class DiagMaskOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly long past = node.Parameters[0];
    private readonly float value = node.Op == GraphOp.DiagMaskInf ? float.NegativeInfinity : 0;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.2;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] < 0
            ? $"{node.Op} with {node.Parameters[0]} past elements"
            : OpCheck.Types(node, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Context.Scratch.Require(0, source->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* x = Dense(source, source->Row(row), 0, count, Context.Scratch.Of(thread));
        float* result = ResultAt(row, 0);
        int kept = checked((int)Math.Min(count, past + row.I1 + 1));
        RowArithmetic.Copy(x, result, kept);
        new Span<float>(result + kept, checked((int)(count - kept))).Fill(value);
    }
}
