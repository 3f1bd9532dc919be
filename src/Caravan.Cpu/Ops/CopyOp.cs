// Copies and conversions: DUP, CONT and CPY.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// DUP, CONT and CPY: elements in order (ne0 first) from a tensor of any strides to one of any strides, perhaps of another
/// type and another shape with as many elements. Between tensors of one quantized type whole blocks are moved.
/// </summary>
internal sealed unsafe class CopyOp : RowStep
{
    private readonly TensorView* source;
    private readonly RowReader? reader;
    private readonly RowWriter? writer;
    private readonly int sourceBytes;
    private readonly int resultBytes;
    private readonly TensorTypeTraits traits;
    private readonly bool movesBlocks;
    private bool sameColumns;

    internal CopyOp(GraphTensor node, StepContext context)
        : base(node, context)
    {
        source = context.View(node.Source(0));
        TensorType from = MovedAs(node.Source(0).Type);
        TensorType to = MovedAs(node.Type);
        reader = RowReader.TryFor(from);
        writer = RowWriter.TryFor(to);
        sourceBytes = TensorTypes.Get(from).BlockBytes;
        traits = TensorTypes.Get(to);
        resultBytes = traits.BlockBytes;
        movesBlocks = traits.IsQuantized && from == to;
    }

    /// <inheritdoc/>
    protected override double ElementNanoseconds =>
        movesBlocks ? 0.2 : Math.Max(writer!.ElementNanoseconds, sameColumns ? 0 : 2);

    /// <inheritdoc/>
    protected override bool MayScatter => !traits.IsQuantized;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node)
    {
        TensorType from = node.Source(0).Type;
        if (node.Type == TensorType.I32 != (from == TensorType.I32))
        {
            return $"{node.Op} from {from} to {node.Type}: integers are copied as integers only";
        }

        bool movesBlocks = from == node.Type && TensorTypes.Get(from) is { IsQuantized: true, InterleavedRows: 1 };
        bool converts =
            RowReader.TryFor(MovedAs(from)) is { RowsTogether: 1 } && RowWriter.TryFor(MovedAs(node.Type)) is not null;
        if (!movesBlocks && !converts)
        {
            return $"{node.Op} from {from} to {node.Type}";
        }

        if (TensorTypes.Get(from).IsQuantized)
        {
            return OpCheck.DenseRows(node.Source(0))
                ?? (
                    node.Source(0).Shape.E0 == node.Shape.E0
                        ? null
                        : $"{node.Op} of {from}: quantized rows cannot change their length"
                );
        }

        return TensorTypes.Get(node.Type).IsQuantized ? OpCheck.DenseRows(node) : null;
    }

    /// <inheritdoc/>
    protected override void Check()
    {
        Require(source->Elements == Result->Elements, "the numbers of elements differ");
        sameColumns = source->Ne0 == Result->Ne0;
        if (TensorTypes.Get(source->Type).IsQuantized)
        {
            RequireRows(source);
            Require(sameColumns, "quantized rows cannot change their length");
        }

        Require(
            source->IsCountable
                && source->Ne0 % TensorTypes.Get(source->Type).BlockElements == 0
                && Result->Ne0 % traits.BlockElements == 0,
            "rows do not fill their blocks"
        );
        Context.Scratch.Require(0, Result->Ne0 * sizeof(float));
    }

    /// <inheritdoc/>
    protected override void RunPiece(in RowIndex row, long start, long count, int thread)
    {
        byte* destination = Result->Row(row);
        if (movesBlocks)
        {
            long bytes = traits.RowBytes(count);
            Buffer.MemoryCopy(SourceRow(row), destination, bytes, bytes);
            return;
        }

        float* values = (float*)Context.Scratch.Of(thread);
        bool isDense = Result->Nb0 == resultBytes;
        if (isDense && resultBytes == sizeof(float) && Result->Type is TensorType.F32 or TensorType.I32)
        {
            values = (float*)destination;
        }

        if (sameColumns && source->Nb0 == sourceBytes)
        {
            reader!.Read(SourceRow(row), values, count);
        }
        else
        {
            Gather(FlatRow(row) * count, values, count);
        }

        if (!isDense)
        {
            for (long i = 0; i < count; i++)
            {
                writer!.Write(values + i, destination + i * Result->Nb0, 1);
            }
        }
        else if (values != destination)
        {
            writer!.Write(values, destination, count);
        }
    }

    private byte* SourceRow(in RowIndex row) =>
        source->SameShape(*Result) ? source->Row(row) : source->Row(RowIndex.From(FlatRow(row), *source));

    // Elements count from the first of the source in memory order of its dimensions, wherever its rows end.
    private void Gather(long first, float* values, long count)
    {
        long flatRow = Math.DivRem(first, source->Ne0, out long column);
        RowIndex row = RowIndex.From(flatRow, *source);
        for (long done = 0; done < count; )
        {
            long run = Math.Min(count - done, source->Ne0 - column);
            reader!.ReadStrided(source->Row(row) + column * source->Nb0, source->Nb0, values + done, run);
            done += run;
            column = 0;
            row.Next(*source);
        }
    }

    private long FlatRow(in RowIndex row) => row.I1 + Result->Ne1 * (row.I2 + Result->Ne2 * row.I3);

    // Four-byte integers are moved as floats: bits, not values.
    private static TensorType MovedAs(TensorType type) => type == TensorType.I32 ? TensorType.F32 : type;
}
