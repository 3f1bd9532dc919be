// Element-wise functions of one operand.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// SCALE, CLAMP, LEAKY_RELU, SQR, SQRT, LOG, SIN, COS and UNARY: floats of any strides to dense rows of the same shape,
/// computed in F32 and rounded to the result's type.
/// </summary>
internal sealed unsafe class MapStep<TFunction>(GraphTensor node, StepContext context, float a, float b)
    : RowStep(node, context)
    where TFunction : struct, IMapFunction
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly RowReader reader = RowReader.TryFor(node.Source(0).Type)!;
    private readonly RowWriter? writer = node.Type == TensorType.F32 ? null : RowWriter.TryFor(node.Type);

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => TFunction.Nanoseconds + (writer?.ElementNanoseconds ?? 0);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Context.Scratch.Require(0, PieceElements * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* values = (float*)Context.Scratch.Of(thread);
        float* x = FloatsOf(source, reader, source->Row(row), start, count, values);
        if (writer is null)
        {
            ElementwiseKernels.Map<TFunction>(x, ResultAt(row, start), count, a, b);
            return;
        }

        ElementwiseKernels.Map<TFunction>(x, values, count, a, b);
        writer.Write(values, Result->Row(row) + start * sizeof(ushort), count);
    }
}
