// Where a tile product stands: the group's place in the tile and in the activation rows.
using System.Runtime.CompilerServices;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>
/// Offsets are in bytes from an activation row's start, the same for every column. It is kept in memory on purpose: what is needed
/// once a group must not take registers from the loop over a group's elements.
/// </summary>
internal unsafe struct TileCursor
{
    private readonly nint _groupElements;
    private readonly nint _scaleOffset;

    /// <summary>The first group of a tile.</summary>
    internal TileCursor(in ActivationLayout layout, in TileColumns tile)
    {
        _groupElements = layout.GroupElements;
        _scaleOffset = layout.ScaleOffset;
        Element = tile.FirstGroup * layout.GroupElements;
        SumAt = layout.SumOffset + ((nint)tile.FirstGroup * sizeof(float));
        ZeroAt = layout.ZeroOffset + ((nint)tile.FirstGroup * sizeof(int));
        Scales = tile.Scales;
        Minimums = tile.Minimums;
        Sums = tile.Sums;
        MinimumSums = tile.MinimumSums;
    }

    /// <summary>The group's first element.</summary>
    internal nint Element;

    /// <summary>To the scaled sum of the group's activations.</summary>
    internal nint SumAt;

    /// <summary>To minus the zero point times the sum of the group's activations.</summary>
    internal nint ZeroAt;

    /// <summary>The group's scales, one a row.</summary>
    internal float* Scales;

    /// <summary>The group's minimums; null when there are none.</summary>
    internal float* Minimums;

    /// <summary>Running sums, sixteen a column.</summary>
    internal readonly float* Sums;

    /// <summary>Running sums of minimums, sixteen a column.</summary>
    internal readonly float* MinimumSums;

    /// <summary>To the scale of the group's activations.</summary>
    internal readonly nint ScaleAt => _scaleOffset + (Element / ActivationLayout.ScaleElements * sizeof(float));

    /// <summary>To the next group; whoever reads minimums moves those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MoveOn()
    {
        Element += _groupElements;
        SumAt += sizeof(float);
        ZeroAt += sizeof(int);
        Scales += TileLayout.Rows;
    }
}
