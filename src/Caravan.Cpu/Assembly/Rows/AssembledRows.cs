// Calls the assembled products of one type for the rows and columns of a kernel.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Cpu.Kernels.MatMul.Tiles;
using Caravan.Tensors;

namespace Caravan.Cpu.Assembly.Rows;

/// <summary>Cuts rows into sixteens and columns into fours.</summary>
/// <param name="product">The functions.</param>
/// <param name="layout">The layout of activation rows.</param>
/// <param name="headBytes">Bytes that stand before the blocks of a row, or of a bundle of rows.</param>
/// <param name="blockElements">Elements of a block.</param>
internal sealed unsafe class AssembledRows(
    RowProduct product,
    ActivationLayout layout,
    int headBytes,
    int blockElements
)
{
    private const int FurtherAhead = 24 << 10;

    /// <summary>Columns up to which rows are faster than tiles.</summary>
    internal int ColumnsByRows => product.ColumnsByRows;

    /// <summary>Those of a type, where it has such.</summary>
    /// <inheritdoc cref="AssembledRows(RowProduct, ActivationLayout, int, int)"/>
    internal static AssembledRows? For(
        TensorType type,
        TileProducts products,
        ActivationLayout layout,
        int headBytes,
        int blockElements
    ) => products.RowsOf(type) is { } product ? new AssembledRows(product, layout, headBytes, blockElements) : null;

    /// <summary>Multiplies rows with columns.</summary>
    /// <param name="rows">At least sixteen rows, whole bundles.</param>
    /// <param name="activations">One prepared row a column.</param>
    /// <param name="destinations">For each column the address of as many floats as there are rows.</param>
    /// <param name="columns">Activation rows.</param>
    internal void Multiply(in KernelRows rows, byte** activations, float** destinations, int columns)
    {
        // Bounds: the code reads Blocks blocks of sixteen rows (or eight, and rows are whole bundles), of which there are at least
        // as many, and the parts of the activation rows that belong to them, and writes as many floats a column.
        byte* room = stackalloc byte[RowArguments.RoomBytes];
        RowArguments* arguments = RowArguments.In(room);
        arguments->Stride = rows.Stride;
        arguments->ScaleAt = layout.ScaleOffset;
        arguments->SumAt = layout.HasMinimum ? layout.SumOffset : layout.ZeroOffset;
        nint blocks = layout.Elements / blockElements;
        if (columns == 1 && product.HasEight)
        {
            for (int row = 0; row < rows.Count; row += TileLayout.HalfRows)
            {
                SetRows(arguments, rows, row);
                arguments->Blocks = blocks;
                arguments->Activations[0] = (ulong)activations[0];
                arguments->Destinations[0] = (ulong)(destinations[0] + row);
                product.MultiplyEight(arguments);
            }

            return;
        }

        for (int row = 0; row < rows.Count; row += TileLayout.Rows)
        {
            // The last sixteen rows, some of them for the second time, with the same result.
            int first = Math.Min(row, rows.Count - TileLayout.Rows);
            SetRows(arguments, rows, first);
            arguments->Ahead = Ahead(rows, first + TileLayout.Rows);
            for (int column = 0; column < columns; column += product.MostColumns)
            {
                int count = Math.Min(product.MostColumns, columns - column);
                arguments->Blocks = blocks;
                for (int i = 0; i < count; i++)
                {
                    arguments->Activations[i] = (ulong)activations[column + i];
                    arguments->Destinations[i] = (ulong)(destinations[column + i] + first);
                }

                product.Multiply(arguments, count);
            }
        }
    }

    /// <summary>Unpacks a tile of sixteen rows.</summary>
    /// <param name="rows">The first of the rows.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="element">The tile's first element.</param>
    /// <param name="elements">Its elements.</param>
    /// <param name="tile">Receives it.</param>
    internal void Unpack(byte* rows, nint rowStride, int element, int elements, in TileColumns tile)
    {
        // Bounds: the code reads Blocks blocks of sixteen rows and writes their share of a tile, which has room for more. A row's
        // block has its share of the bundle's bytes.
        byte* room = stackalloc byte[RowArguments.RoomBytes];
        RowArguments* arguments = RowArguments.In(room);
        arguments->Heads = rows;
        arguments->Weights = rows + headBytes + (element / blockElements * product.BlockBytes);
        arguments->Stride = rowStride;
        arguments->Blocks = elements / blockElements;
        arguments->Quants = tile.Quants;
        arguments->Scales = tile.Scales;
        arguments->Minimums = tile.Minimums;
        product.Unpack(arguments);
    }

    private void SetRows(RowArguments* arguments, in KernelRows rows, int row)
    {
        arguments->Heads = rows.First + (row * rows.Stride);
        arguments->Weights = arguments->Heads + headBytes;
    }

    // Behind these sixteen rows, and some way on: what lies nearer than that comes too late from pages of 4 KiB. Beyond the last row
    // reading goes on elsewhere.
    private static byte* Ahead(in KernelRows rows, int row)
    {
        nint distance = (row * rows.Stride) + FurtherAhead;
        nint beyond = distance - (rows.Count * rows.Stride);
        return beyond < 0 ? rows.First + distance : rows.Next + beyond;
    }
}
