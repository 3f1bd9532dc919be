// Gathers elements of each row by number.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// GET_ROWS with word 0 set, as ik_llama.cpp has it: from each row of a table [n, a, b, c] of any plain type the elements
/// numbers[k, a, b, c], of the same type. Word 15 is an <see cref="IndexRule"/>.
/// </summary>
internal sealed unsafe class GatherOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* table = context.View(node.Source(0));
    private readonly TensorView* numbers = context.View(node.Source(1));
    private readonly int elementBytes = TensorTypes.Get(node.Type).BlockBytes;
    private readonly bool zeroesOutside = node.Parameters.IndexRule == IndexRule.Zero;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 1.5;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        node.Parameters[0] != 1 ? $"GET_ROWS has no form {node.Parameters[0]}"
        : node.Type != node.Source(0).Type || TensorTypes.Get(node.Type).IsQuantized
            ? $"GET_ROWS along dimension 0 of {node.Source(0).Type} into {node.Type}: needs one plain type"
        : node.Source(1).Type is not (TensorType.I32 or TensorType.I64)
            ? $"GET_ROWS by {node.Source(1).Type}: numbers are I32 or I64"
        : null;

    /// <inheritdoc/>
    protected override void Check() =>
        Require(
            numbers->SameShape(*Result)
                && table->Ne1 == Result->Ne1
                && table->Ne2 == Result->Ne2
                && table->Ne3 == Result->Ne3,
            "needs a table [n, a, b, c] and numbers [k, a, b, c]"
        );

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        byte* source = table->Row(row);
        byte* places = numbers->Row(row);
        byte* result = Result->Row(row);
        for (long i = 0; i < count; i++, result += elementBytes)
        {
            byte* place = places + i * numbers->Nb0;
            long number = numbers->Type == TensorType.I64 ? *(long*)place : *(int*)place;
            if ((ulong)number < (ulong)table->Ne0)
            {
                Buffer.MemoryCopy(source + number * table->Nb0, result, elementBytes, elementBytes);
            }
            else if (zeroesOutside)
            {
                new Span<byte>(result, elementBytes).Clear();
            }
            else
            {
                throw Failure($"element {number} (index {i}, row {row.I1}) is outside the row's 0..{table->Ne0 - 1}");
            }
        }
    }
}
