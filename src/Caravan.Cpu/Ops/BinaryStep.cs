// Element-wise functions of two operands, the second repeated.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// ADD, ADD1, SUB, MUL and DIV: floats of any strides, or quantized rows, with <c>b</c> repeated to the shape of <c>a</c>.
/// Everything is computed in F32 and rounded to the result's type.
/// </summary>
internal sealed unsafe class BinaryStep<TFunction>(GraphTensor node, StepContext context) : RowStep(node, context)
    where TFunction : struct, ICombineFunction
{
    private readonly TensorView* a = context.View(node.Source(0));
    private readonly TensorView* b = context.View(node.Source(1));
    private readonly RowReader readerOfA = RowReader.TryFor(node.Source(0).Type)!;
    private readonly RowReader readerOfB = RowReader.TryFor(node.Source(1).Type)!;
    private readonly RowWriter writer = RowWriter.TryFor(node.Type)!;
    private readonly bool isF32 = node.Type == TensorType.F32;
    private readonly bool isQuantized = TensorTypes.Get(node.Source(0).Type).IsQuantized;

    /// <inheritdoc/>
    protected override bool CanCutRows => (b->Ne0 == 1 || b->Ne0 == a->Ne0) && !isQuantized;

    /// <inheritdoc/>
    protected override double ElementNanoseconds =>
        TFunction.Nanoseconds
        + (isF32 ? 0 : writer.ElementNanoseconds)
        + (isQuantized ? readerOfA.ElementNanoseconds : 0);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(a->SameShape(*Result), "the first operand's shape differs from the result's");
        Require(
            Result->Elements == 0 || b->Repeats(*a),
            "the second operand does not repeat to the shape of the first"
        );
        Require(!isQuantized || a->HasDenseRows, "needs operands with dense rows");
        long piece = CanCutRows ? PieceElements : a->Ne0;
        Context.Scratch.Require(0, 3 * piece * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* gathered = (float*)Context.Scratch.Of(thread);
        float* x = FloatsOf(a, readerOfA, a->Row(row), start, count, gathered);
        float* result = isF32 ? ResultAt(row, start) : gathered + 2 * count;
        byte* other = b->RepeatedRow(row);
        if (b->Ne0 == a->Ne0)
        {
            float* y = FloatsOf(b, readerOfB, other, start, count, gathered + count);
            ElementwiseKernels.Combine<TFunction>(x, y, result, count);
        }
        else if (b->Ne0 == 1)
        {
            float y = *FloatsOf(b, readerOfB, other, 0, 1, gathered + count);
            ElementwiseKernels.CombineScalar<TFunction>(x, y, result, count);
        }
        else
        {
            float* y = FloatsOf(b, readerOfB, other, 0, b->Ne0, gathered + count);
            for (long i = 0; i < count; i += b->Ne0)
            {
                ElementwiseKernels.Combine<TFunction>(x + i, y, result + i, b->Ne0);
            }
        }

        if (!isF32)
        {
            writer.Write(result, Result->Row(row) + start * TensorTypes.Get(Result->Type).BlockBytes, count);
        }
    }
}
