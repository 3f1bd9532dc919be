// The sum of all elements.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>SUM: one element. Rows are added in order by one thread, because no model sums more than a handful.</summary>
internal sealed unsafe class SumOp(GraphTensor node, StepContext context) : Step(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.AllF32(node) ?? OpCheck.DenseRows(node.Source(0));

    /// <inheritdoc/>
    internal override void Bind()
    {
        RequireRows(source);
        Require(Result->IsCountable && Result->Elements == 1, "the result must have one element");
    }

    /// <inheritdoc/>
    internal override void Run(ThreadTeam team) => team.Run(this, 0, 1);

    /// <inheritdoc/>
    internal override void Execute(int part, int task, int thread)
    {
        double sum = 0;
        RowIndex row = default;
        for (long i = 0; i < source->Rows; i++)
        {
            sum += Reductions.Sum<MapFunctions.Identity>((float*)source->Row(row), source->Ne0, 0);
            row.Next(*source);
        }

        *(float*)Result->Data = (float)sum;
    }
}
