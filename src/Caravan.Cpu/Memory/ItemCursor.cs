// Walks a tensor item by item in the order of its dimensions.
namespace Caravan.Cpu;

/// <summary>A position among the items (elements, blocks or rows) of a tensor, counted up like an odometer.</summary>
internal unsafe struct ItemCursor
{
    private RowIndex row;
    private long column;

    /// <summary>The position of item <paramref name="item"/> of a tensor with <paramref name="columns"/> items a row.</summary>
    internal ItemCursor(in TensorView tensor, long columns, long item)
    {
        long flatRow = Math.DivRem(item, columns, out column);
        row = RowIndex.From(flatRow, tensor);
    }

    /// <summary>The first byte of the item.</summary>
    internal readonly byte* Place(in TensorView tensor) => tensor.Row(row) + column * tensor.Nb0;

    /// <summary>Moves to the next item.</summary>
    internal void Next(in TensorView tensor, long columns)
    {
        if (++column == columns)
        {
            column = 0;
            row.Next(tensor);
        }
    }
}
