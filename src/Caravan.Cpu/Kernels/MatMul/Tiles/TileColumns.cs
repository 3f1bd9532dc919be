// What the product of one tile with a few columns works on.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>A tile (the first of several, for products that take several), activation rows, and where their sums are kept.</summary>
internal unsafe struct TileColumns
{
    /// <summary>The tile's quants.</summary>
    internal byte* Quants;

    /// <summary>Sixteen scales a group.</summary>
    internal float* Scales;

    /// <summary>Sixteen minimums a group; null when the type has none.</summary>
    internal float* Minimums;

    /// <summary>Groups in the tile.</summary>
    internal int Groups;

    /// <summary>The first element's place in the rows, in groups.</summary>
    internal int FirstGroup;

    /// <summary>Bytes of the first row that are unpacked after this tile; null where nobody knows. May lie behind the weights.</summary>
    internal byte* Ahead;

    /// <summary>Bytes from there to the next row's.</summary>
    internal nint AheadStride;

    /// <summary>Prepared activation rows.</summary>
    internal byte** Activations;

    /// <summary>For each column a running sum for each row of the tiles.</summary>
    internal float* Sums;

    /// <summary>For each column a running sum of minimums for each row of the tiles.</summary>
    internal float* MinimumSums;

    /// <summary>To the next sixteen rows' tile.</summary>
    internal void MoveToNextRows()
    {
        Quants += TileLayout.Bytes;
        Scales += TileLayout.Bytes / sizeof(float);
        Minimums = Minimums == null ? null : Minimums + (TileLayout.Bytes / sizeof(float));
    }
}
