// What the product of one tile with a few columns works on.
namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>A tile, up to four activation rows, and where their sums are kept.</summary>
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

    /// <summary>Up to four prepared activation rows.</summary>
    internal byte** Activations;

    /// <summary>For each column sixteen running sums.</summary>
    internal float* Sums;

    /// <summary>For each column sixteen running sums of minimums.</summary>
    internal float* MinimumSums;
}
