// The sum of all elements.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>SUM: one element. Rows are added in order by one thread, because no model sums more than a handful.</summary>
internal sealed unsafe class SumOp(GraphTensor node, StepContext context) : Step(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly RowReader reader = RowReader.TryFor(node.Source(0).Type)!;
    private readonly RowWriter writer = RowWriter.TryFor(node.Type)!;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        OpCheck.IsPlainFloat(node.Type) ? OpCheck.Types(node, node.Type, node.Type) : $"SUM of {node.Type}";

    /// <inheritdoc/>
    internal override void Bind()
    {
        Require(Result->IsCountable && Result->Elements == 1, "the result must have one element");
        RequireRows(source);
        Context.Scratch.Require(0, source->Ne0 * sizeof(float));
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
            float* x = (float*)source->Row(row);
            if (source->Type != TensorType.F32)
            {
                x = (float*)Context.Scratch.Of(thread);
                reader.Read(source->Row(row), x, source->Ne0);
            }

            sum += Reductions.Sum<MapFunctions.Identity>(x, source->Ne0, 0);
            row.Next(*source);
        }

        float total = (float)sum;
        writer.Write(&total, Result->Data, 1);
    }
}
