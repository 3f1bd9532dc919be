// Gates and mixing matrices of hyper-connections as ik_llama.cpp has them.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// ik_llama.cpp's HC_PRE: F32 mixes [s * s + 2 s, tokens], times scale [3] (one for each part) plus base [s * s + 2 s]. Behind one
/// another the result has the first s as sigmoid plus epsilon, [s, tokens]; the next s as twice the sigmoid; and the rest as
/// matrices balanced in word 1 turns, [s * s, tokens]. Word 0 is s, word 2 epsilon.
/// </summary>
internal sealed unsafe class IkHcPreOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private readonly TensorView* mixes = context.View(node.Source(0));
    private readonly TensorView* scale = context.View(node.Source(1));
    private readonly TensorView* offsets = context.View(node.Source(2));
    private readonly int side = node.Parameters[0];
    private readonly int turns = node.Parameters[1];
    private readonly float epsilon = node.Parameters.Float(2);

    private int Mixes => side * side + 2 * side;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        SinkhornOp.WhyUnsupported(node)
        ?? OpCheck.Types(node, TensorType.F32, TensorType.F32, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireRows(mixes);
        RequireRows(scale);
        RequireRows(offsets);
        RequireContiguous(Result);
        Require(
            mixes->Ne0 == Mixes
                && mixes->Ne2 == 1
                && mixes->Ne3 == 1
                && scale->Ne0 == 3
                && scale->Rows == 1
                && offsets->Ne0 == Mixes
                && offsets->Rows == 1
                && Result->Elements == mixes->Elements,
            "needs mixes [s * s + 2 s, tokens], scale [3], base [s * s + 2 s] and a result of as many elements as mixes"
        );
        unitNanoseconds = 200 + 3.0 * side * side * turns;
        return mixes->Ne1;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        float* x = stackalloc float[BalancedMatrix.MostSide * (BalancedMatrix.MostSide + 2)];
        float* source = (float*)mixes->Row(unit, 0, 0);
        for (int i = 0; i < Mixes; i++)
        {
            int part = Math.Min(i / side, 2);
            x[i] = source[i] * ((float*)scale->Data)[part] + ((float*)offsets->Data)[i];
        }

        long tokens = mixes->Ne1;
        float* before = (float*)Result->Data + unit * side;
        float* after = before + tokens * side;
        for (int i = 0; i < side; i++)
        {
            before[i] = 1 / (1 + MathF.Exp(-x[i])) + epsilon;
            after[i] = 2 / (1 + MathF.Exp(-x[side + i]));
        }

        BalancedMatrix.Balance(x + 2 * side, side, turns, epsilon);
        float* matrix = (float*)Result->Data + 2 * side * tokens + unit * side * side;
        RowArithmetic.Copy(x + 2 * side, matrix, side * side);
    }
}
