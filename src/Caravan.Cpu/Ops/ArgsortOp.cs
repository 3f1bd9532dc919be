// Indices that sort each row.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// ARGSORT of F32 rows into I32 indices, ascending (word 0 is 0) or descending. A total order: equal values (0 and -0 too)
/// keep the lower index first, and NaN stands behind all numbers in both directions, so that a router never picks one
/// while there are numbers.
/// </summary>
internal sealed unsafe class ArgsortOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly bool descending = node.Parameters[0] == 1;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 40;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Type != TensorType.I32 || node.Source(0).Type != TensorType.F32
            ? $"ARGSORT of {node.Source(0).Type} into {node.Type}: needs F32 into I32"
        : node.Parameters[0] is not (0 or 1) ? $"ARGSORT has no order {node.Parameters[0]}"
        : OpCheck.DenseRows(node);

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->SameShape(*Result), "the operand's shape differs from the result's");
        Require(source->Ne0 <= int.MaxValue, "rows may have 2^31 - 1 elements at most");
        Context.Scratch.Require(0, source->Ne0 * sizeof(ulong));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        Span<ulong> keys = new(Context.Scratch.Of(thread), (int)count);
        byte* x = source->Row(row);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = SortKeys.Of(*(float*)(x + i * source->Nb0), (uint)i, descending);
        }

        keys.Sort();
        int* result = (int*)Result->Row(row);
        for (int i = 0; i < keys.Length; i++)
        {
            result[i] = (int)(uint)keys[i];
        }
    }
}
