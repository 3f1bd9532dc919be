// Element-wise functions of two operands, the second repeated.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>ADD, SUB, MUL and DIV: F32 of any strides, <c>b</c> repeated to the shape of <c>a</c>.</summary>
internal sealed unsafe class BinaryStep<TFunction>(GraphTensor node, StepContext context) : RowStep(node, context)
    where TFunction : struct, ICombineFunction
{
    private readonly TensorView* a = context.View(node.Source(0));
    private readonly TensorView* b = context.View(node.Source(1));

    /// <inheritdoc/>
    protected override bool CanCutRows => b->Ne0 == 1 || b->Ne0 == a->Ne0;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => TFunction.Nanoseconds;

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(a->SameShape(*Result), "the first operand's shape differs from the result's");
        Require(
            Result->Elements == 0 || b->Repeats(*a),
            "the second operand does not repeat to the shape of the first"
        );
        long piece = CanCutRows ? PieceElements : a->Ne0;
        Context.Scratch.Require(0, 2 * piece * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* gathered = (float*)Context.Scratch.Of(thread);
        float* x = Dense(a, a->Row(row), start, count, gathered);
        float* result = ResultAt(row, start);
        byte* other = b->RepeatedRow(row);
        if (b->Ne0 == a->Ne0)
        {
            float* y = Dense(b, other, start, count, gathered + count);
            ElementwiseKernels.Combine<TFunction>(x, y, result, count);
        }
        else if (b->Ne0 == 1)
        {
            ElementwiseKernels.CombineScalar<TFunction>(x, *(float*)other, result, count);
        }
        else
        {
            float* y = Dense(b, other, 0, b->Ne0, gathered + count);
            for (long i = 0; i < count; i += b->Ne0)
            {
                ElementwiseKernels.Combine<TFunction>(x + i, y, result + i, b->Ne0);
            }
        }
    }
}
