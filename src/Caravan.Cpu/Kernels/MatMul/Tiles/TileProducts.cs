// Makes the tile products of one instruction-set level.
using Caravan.Cpu.Assembly.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>What a kernel asks for its microkernels; one object a level.</summary>
internal abstract class TileProducts
{
    /// <summary>What is added to signed quants to store them as unsigned bytes; 0 where tiles hold them as words.</summary>
    internal virtual int SignedOffset => 0;

    /// <summary>Assembled products of rows straight from memory; null where there are none.</summary>
    internal virtual RowProduct? RowsOf(TensorType type) => null;

    /// <summary>The product for tiles and activation rows of a layout.</summary>
    /// <param name="layout">The activation rows' layout; with words when the tile has words.</param>
    /// <param name="largestQuant">The largest stored quant of a tile of bytes; not read for words.</param>
    internal abstract TileProduct Create(ActivationLayout layout, int largestQuant);
}
