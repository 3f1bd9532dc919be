// How the scratch of the eight-row kernels is divided.
using Caravan.Cpu.Kernels.MatMul.Tiles;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>Scales and minimums of a block, then 32 quants of each row.</summary>
internal static class RowScratch
{
    /// <summary>Bytes to the minimums.</summary>
    internal const int MinimumOffset = TileLayout.ScaleBytes;

    /// <summary>Bytes to the quants.</summary>
    internal const int QuantOffset = 2 * TileLayout.ScaleBytes;

    /// <summary>Bytes in all.</summary>
    internal const int Bytes = QuantOffset + (TileLayout.HalfRows * 32);
}
