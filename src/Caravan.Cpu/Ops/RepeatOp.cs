// Repeats a tensor to fill a larger one.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>REPEAT of a plain type.</summary>
internal sealed unsafe class RepeatOp(GraphTensor node, StepContext context) : RowStep(node, context)
{
    private readonly TensorView* source = context.View(node.Source(0));
    private readonly int elementBytes = TensorTypes.Get(node.Type).BlockBytes;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => 0.3;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) =>
        TensorTypes.Get(node.Type) is { IsQuantized: false, InterleavedRows: 1 }
            ? OpCheck.Types(node, node.Type, node.Type) ?? OpCheck.DenseRows(node)
            : $"REPEAT of {node.Type}";

    /// <inheritdoc/>
    protected override void Check() =>
        Require(
            Result->Elements == 0 || source->Repeats(*Result),
            "the source does not repeat a whole number of times"
        );

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        long columns = source->Ne0;
        byte* x = source->RepeatedRow(row);
        byte* result = Result->Row(row);
        if (columns == 1 && elementBytes == sizeof(float))
        {
            new Span<float>(result, checked((int)count)).Fill(*(float*)x);
            return;
        }

        for (long i = 0; i < count; i += columns)
        {
            StridedRows.Copy(x, source->Nb0, result + i * elementBytes, columns, elementBytes);
        }
    }
}
