// The gated activations.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// GLU: <c>activation(gate) * up</c>, with gate and up either two tensors or the halves of each row of one (word 1 set:
/// the gate is the second half).
/// </summary>
internal sealed unsafe class GluStep<TFunction>(GraphTensor node, StepContext context) : RowStep(node, context)
    where TFunction : struct, ICombineFunction
{
    private readonly GluOperands operands = new(node, context);

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => TFunction.Nanoseconds;

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(operands.Fit(*Result), "gate and up do not fit the result");
        Context.Scratch.Require(0, 3 * PieceElements * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        float* gathered = (float*)Context.Scratch.Of(thread);
        TensorView* gate = operands.Gate;
        TensorView* up = operands.Up;
        float* x = FloatsOf(
            gate,
            operands.Reader,
            gate->Row(row),
            start + operands.GateStart(Result->Ne0),
            count,
            gathered + PieceElements
        );
        float* y = FloatsOf(
            up,
            operands.Reader,
            up->Row(row),
            start + operands.UpStart(Result->Ne0),
            count,
            gathered + 2 * PieceElements
        );
        ElementwiseKernels.Combine<TFunction>(x, y, operands.ResultFor(Result, row, start, gathered), count);
        operands.Store(Result, row, start, gathered, count);
    }
}
