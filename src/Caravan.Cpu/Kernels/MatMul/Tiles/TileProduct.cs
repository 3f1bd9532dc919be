// The product of a tile with columns: the one microkernel family that serves every quantized type.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Adds a tile's part to the running sums of any number of columns, at one instruction-set level.</summary>
/// <param name="layout">The activation rows' layout; with words when the tile has words.</param>
internal abstract unsafe class TileProduct(ActivationLayout layout)
{
    /// <summary>The activation rows' layout.</summary>
    protected readonly ActivationLayout Layout = layout;

    /// <summary>What its instructions are called.</summary>
    internal abstract string Name { get; }

    /// <summary>Row tiles that are multiplied at a time, <see cref="TileLayout.Bytes"/> apart.</summary>
    internal virtual int RowTiles => 1;

    /// <summary>Adds the tile to the sums of <paramref name="columns"/> columns.</summary>
    /// <param name="tile">The row tiles; activations and sums of the first column.</param>
    /// <param name="columns">Columns, each with an activation row and a sum for every row.</param>
    internal abstract void Add(TileColumns tile, int columns);
}
