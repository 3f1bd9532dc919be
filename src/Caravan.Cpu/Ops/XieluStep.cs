// The xIELU activation.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// UNARY's XIELU: <c>p x^2 + beta x</c> for positive x, else <c>n (e^min(x, eps) - 1 - x) + beta x</c>; words 1 to 4 are n, p,
/// beta and eps.
/// </summary>
internal sealed unsafe class XieluStep(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly RowReader reader = RowReader.TryFor(node.Source(0).Type)!;
    private readonly RowWriter writer = RowWriter.TryFor(node.Type)!;
    private readonly float negative = node.Parameters.Float(1);
    private readonly float positive = node.Parameters.Float(2);
    private readonly float beta = node.Parameters.Float(3);
    private readonly float epsilon = node.Parameters.Float(4);

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 10;

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Context.Scratch.Require(0, 2 * PieceElements * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* values = (float*)Context.Scratch.Of(thread);
        float* x = FloatsOf(source, reader, source->Row(row), start, count, values + PieceElements);
        for (long i = 0; i < count; i++)
        {
            values[i] = Function(x[i]);
        }

        writer.Write(values, Result->Row(row) + start * TensorTypes.Get(Result->Type).BlockBytes, count);
    }

    private float Function(float x) =>
        x > 0 ? positive * x * x + beta * x : ((float)(Math.Exp(MathF.Min(x, epsilon)) - 1) - x) * negative + beta * x;
}
