// The clamped gated activation of gpt-oss.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// GLU's SWIGLU_OAI: with x = min(gate, limit) and y = up limited to -limit..limit,
/// <c>x / (1 + e^(-alpha x)) * (y + 1)</c>. Words 2 and 3 are alpha and limit.
/// </summary>
internal sealed unsafe class SwiGluOaiStep(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly GluOperands operands = new(node, context);
    private readonly float alpha = node.Parameters.Float(2);
    private readonly float limit = node.Parameters.Float(3);

    /// <inheritdoc/>
    protected override bool CanCutRows => true;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 1;

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
        Combine(x, y, operands.ResultFor(Result, row, start, gathered), count);
        operands.Store(Result, row, start, gathered, count);
    }

    // Touches count floats of each operand.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Combine(float* x, float* y, float* result, long count)
    {
        Vector256<float> a = Vector256.Create(alpha);
        Vector256<float> top = Vector256.Create(limit);
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            Apply(Vector256.Load(x + i), Vector256.Load(y + i), a, top).Store(result + i);
        }

        if (i < count)
        {
            long left = count - i;
            Vector256<float> tail = Apply(VectorRows.LoadTail(x + i, left), VectorRows.LoadTail(y + i, left), a, top);
            VectorRows.StoreTail(tail, result + i, left);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Apply(
        Vector256<float> x,
        Vector256<float> y,
        Vector256<float> alpha,
        Vector256<float> limit
    )
    {
        x = Vector256.MinNative(limit, x);
        y = Vector256.MinNative(limit, Vector256.MaxNative(-limit, y));
        return x / (Vector256<float>.One + VectorMath.Exp(-(alpha * x))) * (y + Vector256<float>.One);
    }
}
