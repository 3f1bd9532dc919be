// Counts the places where two tensors are equal.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>COUNT_EQUAL of two I32 tensors of one shape: an I64 number. One thread, because nobody counts much.</summary>
internal sealed unsafe class CountEqualOp(GraphTensor node, StepContext context) : Step(node, context)
{
    private readonly TensorView* a = context.View(node.Source(0));
    private readonly TensorView* b = context.View(node.Source(1));

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.Types(node, TensorType.I64, TensorType.I32, TensorType.I32);

    /// <inheritdoc/>
    internal override void Bind() =>
        Require(
            a->IsCountable && a->SameShape(*b) && Result->IsCountable && Result->Elements == 1,
            "needs two tensors of one shape and a result of one element"
        );

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team) => team.Run(this, 0, 1);

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        long count = 0;
        RowIndex row = default;
        for (long i = 0; i < a->Rows; i++)
        {
            byte* x = a->Row(row);
            byte* y = b->Row(row);
            for (long column = 0; column < a->Ne0; column++)
            {
                count += *(int*)(x + column * a->Nb0) == *(int*)(y + column * b->Nb0) ? 1 : 0;
            }

            row.Next(*a);
        }

        *(long*)Result->Data = count;
    }
}
