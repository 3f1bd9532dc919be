// Stores rows by number: cache writes.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// SET_ROWS: rows of F32 or F16 data [n, k, b, c] to rows numbers[k, b', c'] of the destination [n, rows, b, c], converted to its
/// type. Where two numbers are equal the later row wins on one thread only; caches never name a row twice.
/// </summary>
internal sealed unsafe class SetRowsOp : RowStep
{
    private readonly TensorView* data;
    private readonly TensorView* numbers;
    private readonly RowReader reader;
    private readonly RowWriter writer;

    internal SetRowsOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        data = context.View(node.Source(0));
        numbers = context.View(node.Source(1));
        reader = RowReader.TryFor(node.Source(0).Type)!;
        writer = RowWriter.TryFor(node.Type)!;
    }

    /// <inheritdoc/>
    protected override TensorView* Walked => data;

    /// <inheritdoc/>
    protected override double ElementNanoseconds => writer.ElementNanoseconds;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        if (!OpCheck.IsPlainFloat(node.Source(0).Type) || RowWriter.TryFor(node.Type) is null)
        {
            return $"SET_ROWS of {node.Source(0).Type} into {node.Type}";
        }

        return node.Source(1).Type is TensorType.I32 or TensorType.I64
            ? OpCheck.DenseRows(node)
            : $"SET_ROWS by {node.Source(1).Type}: row numbers are I32 or I64";
    }

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            data->Ne0 == Result->Ne0
                && data->Ne1 == numbers->Ne0
                && data->Ne2 == Result->Ne2
                && data->Ne3 == Result->Ne3
                && TensorView.Divides(numbers->Ne1, data->Ne2)
                && TensorView.Divides(numbers->Ne2, data->Ne3)
                && numbers->Ne3 == 1
                && Result->Ne0 % TensorTypes.Get(Result->Type).BlockElements == 0,
            "needs data [n, k, b, c], numbers [k, b', c'] and a destination [n, rows, b, c]"
        );
        Context.Scratch.Require(0, data->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        long number = RowNumbers.At(numbers, row.I1, row.I2 % numbers->Ne1, row.I3 % numbers->Ne2);
        if ((ulong)number >= (ulong)Result->Ne1)
        {
            throw Failure($"row {number} (index {row.I1}) is outside the destination's 0..{Result->Ne1 - 1}");
        }

        float* x = FloatsOf(data, reader, data->Row(row), 0, count, Context.Scratch.Of(thread));
        writer.Write(x, Result->Row(number, row.I2, row.I3), count);
    }
}
