// Gathers rows of a table by number.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// GET_ROWS: rows of a table [n, rows, b, c] of any type as F32, or as they are, by numbers [k, b, c]. Word 15 is an
/// <see cref="IndexRule"/>. With word 0 set the node is a <see cref="GatherOp"/>.
/// </summary>
internal sealed unsafe class GetRowsOp : RowStep
{
    private readonly TensorView* table;
    private readonly TensorView* numbers;
    private readonly TensorTypeTraits traits;

    // Null when rows are moved as they are.
    private readonly RowReader? reader;
    private readonly bool zeroesOutside;

    internal GetRowsOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        table = context.View(node.Source(0));
        numbers = context.View(node.Source(1));
        traits = TensorTypes.Get(node.Source(0).Type);
        reader = MovesRows(node) ? null : RowReader.TryFor(node.Source(0).Type);
        zeroesOutside = node.Parameters.IndexRule == IndexRule.Zero;
    }

    /// <inheritdoc/>
    protected override double ElementNanoseconds => reader is null ? 0.2 : reader.ElementNanoseconds * RowsTogether;

    private int RowsTogether => reader?.RowsTogether ?? 1;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        if (node.Parameters[0] != 0)
        {
            return GatherOp.WhyUnsupported(node);
        }

        TensorType type = node.Source(0).Type;
        if (!MovesRows(node) && (node.Type != TensorType.F32 || RowReader.TryFor(type) is null))
        {
            return $"GET_ROWS of a table of {type} into {node.Type}";
        }

        return node.Source(1).Type is TensorType.I32 or TensorType.I64
            ? OpCheck.DenseRows(node) ?? OpCheck.DenseRows(node.Source(0))
            : $"GET_ROWS by {node.Source(1).Type}: row numbers are I32 or I64";
    }

    /// <summary>Makes the step.</summary>
    internal static Step Create(GraphTensor node, StepContext context) =>
        node.Parameters[0] == 0 ? new GetRowsOp(node, context) : new GatherOp(node, context);

    /// <inheritdoc/>
    protected override void Check()
    {
        RequireRows(table);
        Require(
            Result->Ne0 == table->Ne0
                && Result->Ne1 == numbers->Ne0
                && Result->Ne2 == numbers->Ne1
                && Result->Ne3 == numbers->Ne2
                && table->Ne2 == numbers->Ne1
                && table->Ne3 == numbers->Ne2
                && numbers->Ne3 == 1
                && table->Ne1 % RowsTogether == 0
                && table->Ne0 % traits.BlockElements == 0,
            "needs a table [n, rows, b, c] and numbers [k, b, c]"
        );
        Require(
            RowsTogether == 1 || table->Nb1 == traits.RowBytes(table->Ne0),
            "interleaved rows must follow one another"
        );
        Context.Scratch.Require(0, RowsTogether > 1 ? table->Ne0 * RowsTogether * sizeof(float) : 0);
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        long number = RowNumbers.At(numbers, row.I1, row.I2, row.I3);
        byte* result = Result->Row(row);
        if ((ulong)number >= (ulong)table->Ne1)
        {
            Refuse(number, row);
            long bytes = reader is null ? traits.RowBytes(count) : count * sizeof(float);
            new Span<byte>(result, checked((int)bytes)).Clear();
        }
        else if (reader is null)
        {
            long bytes = traits.RowBytes(count);
            Buffer.MemoryCopy(table->Row(number, row.I2, row.I3), result, bytes, bytes);
        }
        else if (RowsTogether == 1)
        {
            reader.Read(table->Row(number, row.I2, row.I3), (float*)result, count);
        }
        else
        {
            long place = number % RowsTogether;
            float* rows = (float*)Context.Scratch.Of(thread);
            reader.Read(table->Row(number - place, row.I2, row.I3), rows, count);
            Buffer.MemoryCopy(rows + place * count, result, count * sizeof(float), count * sizeof(float));
        }
    }

    private void Refuse(long number, in RowIndex row)
    {
        if (!zeroesOutside)
        {
            throw Failure($"row {number} (index {row.I1}) is outside the table's 0..{table->Ne1 - 1}");
        }
    }

    // ik_llama.cpp has results of the table's own type; F32 is moved either way.
    private static bool MovesRows(GraphTensor node) =>
        node.Type == node.Source(0).Type && TensorTypes.Get(node.Type).InterleavedRows == 1;
}
