// Gathers rows of a table by number.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>GET_ROWS: rows of a table [n, rows, b, c] of any type as F32 (I32 tables as I32), by numbers [k, b, c].</summary>
internal sealed unsafe class GetRowsOp : RowStep
{
    private readonly TensorView* table;
    private readonly TensorView* numbers;
    private readonly RowReader reader;

    internal GetRowsOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        table = context.View(node.Source(0));
        numbers = context.View(node.Source(1));
        reader = ReaderOf(node)!;
    }

    /// <inheritdoc/>
    protected override double ElementNanoseconds => reader.ElementNanoseconds * reader.RowsTogether;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        if (ReaderOf(node) is null)
        {
            return $"GET_ROWS of a table of {node.Source(0).Type}";
        }

        return node.Source(1).Type is TensorType.I32 or TensorType.I64
            ? OpCheck.DenseRows(node) ?? OpCheck.DenseRows(node.Source(0))
            : $"GET_ROWS by {node.Source(1).Type}: row numbers are I32 or I64";
    }

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(
            Result->Ne0 == table->Ne0
                && Result->Ne1 == numbers->Ne0
                && Result->Ne2 == numbers->Ne1
                && Result->Ne3 == numbers->Ne2
                && table->Ne2 == numbers->Ne1
                && table->Ne3 == numbers->Ne2
                && numbers->Ne3 == 1
                && table->Ne1 % reader.RowsTogether == 0,
            "needs a table [n, rows, b, c] and numbers [k, b, c]"
        );
        RequireRows(table);
        TensorTypeTraits traits = TensorTypes.Get(table->Type);
        Require(table->Ne0 % traits.BlockElements == 0, "rows do not fit the type's blocks");
        Require(
            traits.InterleavedRows == 1 || table->Nb1 == traits.RowBytes(table->Ne0),
            "interleaved rows must follow one another"
        );
        Context.Scratch.Require(0, reader.RowsTogether > 1 ? table->Ne0 * reader.RowsTogether * sizeof(float) : 0);
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        long number = RowNumbers.At(numbers, row.I1, row.I2, row.I3);
        if ((ulong)number >= (ulong)table->Ne1)
        {
            throw Failure($"row {number} (index {row.I1}) is outside the table's 0..{table->Ne1 - 1}");
        }

        float* result = ResultAt(row, 0);
        if (reader.RowsTogether == 1)
        {
            reader.Read(table->Row(number, row.I2, row.I3), result, count);
            return;
        }

        long place = number % reader.RowsTogether;
        float* rows = (float*)Context.Scratch.Of(thread);
        reader.Read(table->Row(number - place, row.I2, row.I3), rows, count);
        Buffer.MemoryCopy(rows + place * count, result, count * sizeof(float), count * sizeof(float));
    }

    // Integers are moved as floats: bits, not values.
    private static RowReader? ReaderOf(GraphTensor node) =>
        node.Source(0).Type == TensorType.I32 ? RowReader.TryFor(TensorType.F32)
        : node.Type == TensorType.F32 ? RowReader.TryFor(node.Source(0).Type)
        : null;
}
