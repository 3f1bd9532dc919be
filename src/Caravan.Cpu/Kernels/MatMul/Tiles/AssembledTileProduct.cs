// The tile product in code assembled at start-up.
using Caravan.Cpu.Assembly;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Takes two row tiles of unsigned bytes and up to six columns a call.</summary>
/// <param name="layout">The activation rows' layout; without words.</param>
/// <param name="code">The functions for groups of this layout, by columns less one.</param>
internal sealed unsafe class AssembledTileProduct(ActivationLayout layout, MachineCode[] code) : TileProduct(layout)
{
    /// <inheritdoc/>
    internal override string Name => "assembled";

    /// <inheritdoc/>
    internal override int RowTiles => TileProductCode.RowTiles;

    /// <inheritdoc/>
    internal override void Add(TileColumns tile, int columns)
    {
        // Bounds: the tile has Groups groups of each of its row tiles; activation rows are whole rows of the layout; a column
        // has a sum for each row. The functions read and write no further.
        const int Most = TileProductArguments.MostColumns;
        int groupsPerPart = ActivationLayout.ScaleElements / Layout.GroupElements;
        TileProductArguments arguments = new()
        {
            Quants = tile.Quants,
            Scales = tile.Scales,
            Minimums = tile.Minimums,
            Sums = tile.Sums,
            MinimumSums = tile.MinimumSums,
            Parts = tile.Groups / groupsPerPart,
            QuantAt = tile.FirstGroup * Layout.GroupElements,
            ScaleAt = Layout.ScaleOffset + (tile.FirstGroup / groupsPerPart * sizeof(float)),
            SumAt = Layout.SumOffset + (tile.FirstGroup * sizeof(float)),
            ZeroAt = Layout.ZeroOffset + (tile.FirstGroup * sizeof(int)),
            AheadRow = tile.Ahead,
            AheadStride = tile.AheadStride,
            AheadRows = tile.Ahead == null ? 0 : RowTiles * TileLayout.Rows,
        };
        int calls = (columns + Most - 1) / Most;
        for (int call = 0; call < calls; call++)
        {
            // Calls of the same size, as far as that goes: a load of weights that serves one column costs as much as one for six.
            int column = call * columns / calls;
            int count = ((call + 1) * columns / calls) - column;
            for (int i = 0; i < count; i++)
            {
                arguments.Activations[i] = (ulong)tile.Activations[column + i];
                arguments.Ahead[i] = (ulong)tile.Activations[Math.Min(column + i + count, columns - 1)];
            }

            code[count - 1].Entry(&arguments);
            arguments.Sums += count * RowTiles * TileLayout.Rows;
            arguments.MinimumSums += count * RowTiles * TileLayout.Rows;
        }
    }
}
