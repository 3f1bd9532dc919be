// Balanced mixing matrices.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// SINKHORN: each column of F32 [s * s, tokens], a matrix of side s (word 0), balanced in word 1 turns with epsilon in word 2, to
/// [s, s, tokens]; with word 3 set the matrices are transposed.
/// </summary>
internal sealed unsafe class SinkhornOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly int side = node.Parameters[0];
    private readonly int turns = node.Parameters[1];
    private readonly float epsilon = node.Parameters.Float(2);
    private readonly bool transposes = node.Parameters[3] != 0;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] is < 1 or > BalancedMatrix.MostSide
        || node.Parameters[1] is < 1 or > BalancedMatrix.MostTurns
            ? $"{node.Op} of matrices of side {node.Parameters[0]} in {node.Parameters[1]} turns"
            : OpCheck.Types(node, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireRows(source);
        RequireRows(Result);
        Require(
            source->Ne0 == side * side
                && source->Ne2 == 1
                && source->Ne3 == 1
                && Result->Ne0 == side
                && Result->Ne1 == side
                && Result->Ne2 == source->Ne1
                && Result->Ne3 == 1,
            "needs [s * s, tokens] and a result [s, s, tokens]"
        );
        unitNanoseconds = 100 + 3.0 * side * side * turns;
        return source->Ne1;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        float* matrix = stackalloc float[BalancedMatrix.MostSide * BalancedMatrix.MostSide];
        RowArithmetic.Copy((float*)source->Row(unit, 0, 0), matrix, side * side);
        BalancedMatrix.Balance(matrix, side, turns, epsilon);
        for (int row = 0; row < side; row++)
        {
            float* result = (float*)Result->Row(row, unit, 0);
            for (int column = 0; column < side; column++)
            {
                result[column] = transposes ? matrix[column * side + row] : matrix[row * side + column];
            }
        }
    }
}
