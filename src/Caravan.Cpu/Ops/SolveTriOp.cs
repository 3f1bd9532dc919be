// Solves triangular systems of equations.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// SOLVE_TRI: x with a x = b for lower triangular F32 a [n, n, b, c] and b [k, n, b, c]; what stands above the diagonal of a
/// is not read. A unit is a block of columns.
/// </summary>
internal sealed unsafe class SolveTriOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    private const int BlockColumns = 64;

    private readonly TensorView* a = context.View(node.Source(0));
    private readonly TensorView* b = context.View(node.Source(1));
    private long blocks;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.Types(node, TensorType.F32, TensorType.F32, TensorType.F32);

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        RequireRows(a);
        RequireRows(b);
        RequireRows(Result);
        Require(
            a->Ne0 == a->Ne1 && a->Ne1 == b->Ne1 && a->Ne2 == b->Ne2 && a->Ne3 == b->Ne3 && Result->SameShape(*b),
            "needs a [n, n, b, c], b [k, n, b, c] and a result of the shape of b"
        );
        blocks = (b->Ne0 + BlockColumns - 1) / BlockColumns;
        unitNanoseconds = 4.0 * b->Ne1 * b->Ne1;
        return blocks * b->Ne2 * b->Ne3;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        long matrix = Math.DivRem(unit, blocks, out long block);
        long i3 = Math.DivRem(matrix, b->Ne2, out long i2);
        long first = block * BlockColumns;
        int columns = (int)Math.Min(BlockColumns, b->Ne0 - first);
        float* sum = stackalloc float[BlockColumns];
        for (long row = 0; row < b->Ne1; row++)
        {
            new Span<float>(sum, columns).Clear();
            float* factors = (float*)a->Row(row, i2, i3);
            for (long k = 0; k < row; k++)
            {
                RowArithmetic.MultiplyAdd((float*)Result->Row(k, i2, i3) + first, factors[k], sum, columns);
            }

            float diagonal = factors[row];
            float* right = (float*)b->Row(row, i2, i3) + first;
            float* x = (float*)Result->Row(row, i2, i3) + first;
            for (int i = 0; i < columns; i++)
            {
                x[i] = (right[i] - sum[i]) / diagonal;
            }
        }
    }
}
