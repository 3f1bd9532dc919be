// Copies that keep the type: DUP, CONT and CPY.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// DUP, CONT and CPY to the type of the source: elements (blocks of quantized types) in order, ne0 first, from a tensor of any
/// strides to one of any strides, perhaps of another shape with as many elements. Rows with a scale of their own keep
/// their length; interleaved rows are copied between tensors without gaps only.
/// </summary>
internal sealed unsafe class MoveOp(GraphTensor node, StepContext context) : UnitStep(node, context)
{
    // What one task moves, and what moving takes.
    private const long UnitBytes = 64 << 10;
    private const double BytesPerNanosecond = 5;
    private const double ItemNanoseconds = 1.5;

    private readonly TensorView* source = context.View(node.Source(0));
    private readonly TensorTypeTraits traits = TensorTypes.Get(node.Type);
    private long itemBytes;
    private long sourceColumns;
    private long resultColumns;
    private long items;
    private long itemsPerUnit;
    private bool isFlat;

    /// <inheritdoc/>
    protected override long CheckAndCount(out double unitNanoseconds)
    {
        Require(
            source->IsCountable && Result->IsCountable && source->Elements == Result->Elements,
            "the numbers of elements differ"
        );
        Require(
            source->Ne0 % traits.BlockElements == 0 && Result->Ne0 % traits.BlockElements == 0,
            "rows do not fit the type's blocks"
        );
        bool isWhole = source->IsContiguous && Result->IsContiguous;
        bool keepsRows = source->Ne0 == Result->Ne0;
        Require(
            traits.InterleavedRows == 1 || (isWhole && keepsRows),
            "interleaved rows are copied whole and without gaps only"
        );
        Require(traits.RowExtraBytes == 0 || keepsRows, "rows with a scale of their own cannot change their length");
        Require(
            !traits.IsQuantized || (source->HasDenseRows && Result->HasDenseRows),
            "needs operands with dense rows"
        );
        ChooseItems(isWhole, keepsRows);
        itemsPerUnit = Math.Max(1, UnitBytes / Math.Max(1, itemBytes));
        unitNanoseconds = itemsPerUnit * (isFlat ? itemBytes / BytesPerNanosecond : ItemNanoseconds);
        return (items + itemsPerUnit - 1) / itemsPerUnit;
    }

    /// <inheritdoc/>
    protected override void RunUnit(long unit, int thread)
    {
        long first = unit * itemsPerUnit;
        long count = Math.Min(itemsPerUnit, items - first);
        if (isFlat)
        {
            long bytes = count * itemBytes;
            Buffer.MemoryCopy(source->Data + first * itemBytes, Result->Data + first * itemBytes, bytes, bytes);
            return;
        }

        ItemCursor from = new(*source, sourceColumns, first);
        ItemCursor to = new(*Result, resultColumns, first);
        for (; count > 0; count--)
        {
            Move(from.Place(*source), to.Place(*Result));
            from.Next(*source, sourceColumns);
            to.Next(*Result, resultColumns);
        }
    }

    // An item is what is moved at once: bytes of gapless tensors, whole dense rows, elements or blocks.
    private void ChooseItems(bool isWhole, bool keepsRows)
    {
        isFlat = isWhole && (keepsRows || traits.RowExtraBytes == 0);
        bool movesRows = keepsRows && source->HasDenseRows && Result->HasDenseRows;
        if (isFlat)
        {
            itemBytes = 1;
            items = source->Elements == 0 ? 0 : traits.RowBytes(source->Ne0) * source->Rows;
        }
        else if (movesRows)
        {
            itemBytes = traits.RowBytes(source->Ne0);
            (sourceColumns, resultColumns) = (1, 1);
            items = source->Ne0 == 0 ? 0 : source->Rows;
        }
        else
        {
            itemBytes = traits.BlockBytes;
            sourceColumns = source->Ne0 / traits.BlockElements;
            resultColumns = Result->Ne0 / traits.BlockElements;
            items = source->Elements / traits.BlockElements;
        }
    }

    private void Move(byte* from, byte* to)
    {
        switch (itemBytes)
        {
            case sizeof(uint):
                *(uint*)to = *(uint*)from;
                break;
            case sizeof(ushort):
                *(ushort*)to = *(ushort*)from;
                break;
            default:
                Buffer.MemoryCopy(from, to, itemBytes, itemBytes);
                break;
        }
    }
}
