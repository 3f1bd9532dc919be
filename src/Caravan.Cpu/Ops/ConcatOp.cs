// Joins two tensors along a dimension.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>CONCAT along dimension 0 to 3 (word 0) of two tensors of one type without row scales.</summary>
internal sealed unsafe class ConcatOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* a = context.View(node.Source(0));
    private readonly TensorView* b = context.View(node.Source(1));
    private readonly int dimension = node.Parameters[0];
    private readonly TensorTypeTraits traits = TensorTypes.Get(node.Type);

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.4;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        if (node.Parameters[0] is < 0 or > 3)
        {
            return $"CONCAT has no dimension {node.Parameters[0]}";
        }

        return
            TensorTypes.Get(node.Type) is not { RowExtraBytes: 0, InterleavedRows: 1 }
            || node.Source(0).Type != node.Type
            || node.Source(1).Type != node.Type
            ? $"CONCAT of {node.Source(0).Type} and {node.Source(1).Type}: needs one type without row scales"
            : OpCheck.DenseRows(node);
    }

    /// <inheritdoc/>
    protected override void Check()
    {
        bool fits =
            Fits(0, a->Ne0, b->Ne0, Result->Ne0)
            && Fits(1, a->Ne1, b->Ne1, Result->Ne1)
            && Fits(2, a->Ne2, b->Ne2, Result->Ne2)
            && Fits(3, a->Ne3, b->Ne3, Result->Ne3);
        Require(fits, "the operands do not add up to the result");
        Require(
            !traits.IsQuantized
                || (
                    a->HasDenseRows
                    && b->HasDenseRows
                    && a->Ne0 % traits.BlockElements == 0
                    && b->Ne0 % traits.BlockElements == 0
                ),
            "needs whole blocks in dense rows"
        );
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        byte* result = Result->Row(row);
        if (dimension == 0)
        {
            CopyRow(a, a->Row(row), result);
            CopyRow(b, b->Row(row), result + a->Ne0 / traits.BlockElements * traits.BlockBytes);
            return;
        }

        long i1 = row.I1 - (dimension == 1 ? a->Ne1 : 0);
        long i2 = row.I2 - (dimension == 2 ? a->Ne2 : 0);
        long i3 = row.I3 - (dimension == 3 ? a->Ne3 : 0);
        bool isInB = dimension switch
        {
            1 => i1 >= 0,
            2 => i2 >= 0,
            _ => i3 >= 0,
        };
        if (isInB)
        {
            CopyRow(b, b->Row(i1, i2, i3), result);
        }
        else
        {
            CopyRow(a, a->Row(row), result);
        }
    }

    private bool Fits(int index, long first, long second, long result) =>
        index == dimension ? first + second == result : first == second && first == result;

    private void CopyRow(TensorView* tensor, byte* row, byte* destination) =>
        StridedRows.Copy(row, tensor->Nb0, destination, tensor->Ne0 / traits.BlockElements, traits.BlockBytes);
}
