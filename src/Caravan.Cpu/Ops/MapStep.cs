// Element-wise functions of one operand.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>SCALE, CLAMP, SQR, SQRT, LOG, SIN, COS and UNARY: F32 of any strides to dense rows of the same shape.</summary>
internal sealed unsafe class MapStep<TFunction>(GraphTensor node, StepContext context, float a, float b)
    : RowStep(node, context)
    where TFunction : struct, IMapFunction
{
    private readonly TensorView* source = context.View(node.Source(0));

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => TFunction.Nanoseconds;

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Context.Scratch.Require(0, PieceElements * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* x = Dense(source, source->Row(row), start, count, Context.Scratch.Of(thread));
        ElementwiseKernels.Map<TFunction>(x, ResultAt(row, start), count, a, b);
    }
}
